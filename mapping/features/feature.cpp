#include "mapping/features/feature.hpp"

#include <algorithm>
#include <array>

namespace bascule::mapping {

namespace {

using enum Feature;
using Action::both;
using Action::drop;
using Action::native;

constexpr std::array defaults{
    FeatureDefault{Feature::text, "text", native, native, "{text}", "plain words"},
    FeatureDefault{format, "format", native, native, "{text}", "bold, lists, code and other marks"},
    FeatureDefault{emote, "emote", native, native, "* {sender} {text}", "what somebody does, as /me says it"},
    FeatureDefault{notice, "notice", native, native, "{text}", "words of a bot"},
    FeatureDefault{edit, "edit", native, native, "* {text}", "the correction of a message"},
    FeatureDefault{redaction, "redaction", both, native,
                   "/me retracted a previous message, but it's unsupported by your client.",
                   "taking back one's own message"},
    FeatureDefault{moderation, "moderation", both, native, "/me removed a message of {name}: {reason}",
                   "the removal of another's message"},
    FeatureDefault{reply, "reply", both, native, "> {name}: {quote}\n{text}", "an answer to a message"},
    FeatureDefault{reaction, "reaction", native, native, "/me reacted with {emoji} to \"{quote}\"",
                   "an emoji on a message"},
    FeatureDefault{thread, "thread", native, native, "[thread: \"{quote}\"] {text}", "a message in a thread"},
    FeatureDefault{mention, "mention", native, native, "{name}", "the naming of somebody, who is alerted"},
    FeatureDefault{spoiler, "spoiler", native, native, "[spoiler: {reason}] {text}", "what is shown only on demand"},
    FeatureDefault{image, "image", both, native, "{link}", "a picture"},
    FeatureDefault{file, "file", both, native, "{link}", "a file"},
    FeatureDefault{audio, "audio", both, native, "{link}", "a sound"},
    FeatureDefault{video, "video", both, native, "{link}", "a film"},
    FeatureDefault{voice, "voice", both, native, "{link}", "a spoken message"},
    FeatureDefault{sticker, "sticker", both, native, "{text}", "a sticker"},
    FeatureDefault{custom_emoji, "custom_emoji", Action::text, Action::text, "{text}", "an emoji that is a picture"},
    FeatureDefault{poll, "poll", Action::text, native, "{text}", "a poll; votes are reactions or !vote"},
    FeatureDefault{location, "location", both, native, "{text} {link}", "a place"},
    FeatureDefault{typing, "typing", native, native, "", "that somebody writes"},
    FeatureDefault{read_marker, "read_marker", native, native, "", "how far somebody has read"},
    FeatureDefault{delivery, "delivery", native, native, "", "that a message has arrived"},
    FeatureDefault{presence, "presence", native, native, "", "whether somebody is there"},
    FeatureDefault{nick, "nick", native, native, "/me is now called {name}", "what somebody is called"},
    FeatureDefault{avatar, "avatar", native, native, "", "how somebody looks"},
    FeatureDefault{topic, "topic", native, native, "/me changed the topic: {text}", "what a room is about"},
    FeatureDefault{room_name, "room_name", native, native, "/me called the room {name}", "what a room is called"},
    FeatureDefault{room_avatar, "room_avatar", native, native, "", "how a room looks"},
    FeatureDefault{join, "join", native, native, "{sender} has joined", "that somebody enters a room"},
    FeatureDefault{leave, "leave", native, native, "{sender} has left", "that somebody leaves a room"},
    FeatureDefault{kick, "kick", native, native, "{sender} removed {name}: {reason}", "the removal from a room"},
    FeatureDefault{ban, "ban", native, native, "{sender} banned {name}: {reason}", "the ban from a room"},
    FeatureDefault{invite, "invite", native, native, "{sender} invited {name}", "an invitation"},
    FeatureDefault{power, "power", native, native, "{sender} changed the rights of {name}", "rights in a room"},
    FeatureDefault{upgrade, "upgrade", native, native, "The room goes on at {link}", "a room that moves"},
    FeatureDefault{pin, "pin", Action::text, drop, "/me pinned \"{quote}\"", "a pinned message"},
    FeatureDefault{call, "call", Action::text, Action::text, "/me started a call {link}", "a call"},
    FeatureDefault{encryption, "encryption", Action::text, Action::text, "{text}", "what nobody here can read"},
    FeatureDefault{unknown, "unknown", Action::text, drop, "{text}", "anything else"}};

constexpr std::array direction_words{std::string_view{"matrix_to_xmpp"}, std::string_view{"xmpp_to_matrix"}};
constexpr std::array action_words{std::string_view{"native"}, std::string_view{"text"}, std::string_view{"both"},
                                  std::string_view{"drop"}, std::string_view{"reject"}};

template <class Value, class Words>
std::optional<Value> value_from(const Words& words, std::string_view word) {
    const auto found = std::ranges::find(words, word);
    return found == words.end() ? std::nullopt : std::optional{static_cast<Value>(found - words.begin())};
}

} // namespace

std::span<const FeatureDefault> feature_defaults() {
    return defaults;
}

const FeatureDefault& default_of(Feature feature) {
    return defaults.at(static_cast<std::size_t>(feature));
}

std::string_view word_of(Feature feature) {
    return default_of(feature).name;
}

std::string_view word_of(Direction direction) {
    return direction_words.at(static_cast<std::size_t>(direction));
}

std::string_view word_of(Action action) {
    return action_words.at(static_cast<std::size_t>(action));
}

std::optional<Feature> feature_from(std::string_view word) {
    const auto found = std::ranges::find(defaults, word, &FeatureDefault::name);
    return found == defaults.end() ? std::nullopt : std::optional{found->feature};
}

std::optional<Direction> direction_from(std::string_view word) {
    return value_from<Direction>(direction_words, word);
}

std::optional<Action> action_from(std::string_view word) {
    return value_from<Action>(action_words, word);
}

} // namespace bascule::mapping
