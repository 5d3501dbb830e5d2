#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace bascule::mapping {

/// What can happen in a conversation, as the mapping table knows it. Stored by name, so that the order does not matter.
enum class Feature {
    text,
    format,
    emote,
    notice,
    edit,
    redaction,
    moderation,
    reply,
    reaction,
    thread,
    mention,
    spoiler,
    image,
    file,
    audio,
    video,
    voice,
    sticker,
    custom_emoji,
    poll,
    location,
    typing,
    read_marker,
    delivery,
    presence,
    nick,
    avatar,
    topic,
    room_name,
    room_avatar,
    join,
    leave,
    kick,
    ban,
    invite,
    power,
    upgrade,
    pin,
    call,
    encryption,
    unknown
};

enum class Direction { matrix_to_xmpp, xmpp_to_matrix };

/// What becomes of it on the other side.
enum class Action {
    native, ///< the other side's own element
    text,   ///< words, by the template
    both,   ///< the element, with words that are marked as its fallback (XEP-0428)
    drop,   ///< nothing
    reject  ///< nothing, and its sender is told
};

std::string_view word_of(Feature feature);
std::string_view word_of(Direction direction);
std::string_view word_of(Action action);
std::optional<Feature> feature_from(std::string_view word);
std::optional<Direction> direction_from(std::string_view word);
std::optional<Action> action_from(std::string_view word);

/// What is shipped for a feature.
struct FeatureDefault {
    Feature feature;
    std::string_view name;
    Action to_xmpp;
    Action to_matrix;
    /// The words of `text` and `both`; empty where the feature is nothing that words could say.
    std::string_view words;
    std::string_view meaning; ///< for people
};

/// One row for each feature, in the order of the enumeration.
std::span<const FeatureDefault> feature_defaults();
const FeatureDefault& default_of(Feature feature);
inline Action action_of(const FeatureDefault& row, Direction direction) {
    return direction == Direction::matrix_to_xmpp ? row.to_xmpp : row.to_matrix;
}

} // namespace bascule::mapping
