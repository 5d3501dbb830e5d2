#include "bridge/muc/moderation/room_avatar.hpp"

#include "bridge/error_text.hpp"
#include "bridge/log.hpp"
#include "bridge/muc/moderation/shown_state.hpp"
#include "bridge/people/picture.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr auto avatar_type = "m.room.avatar";
constexpr auto right = "avatar of the MUC";

// What is remembered of a MUC that was seen to have no avatar; nothing at all is remembered of one nobody looked at.
constexpr auto none = "none";

std::string mark_of(const std::string& hash) {
    return hash.empty() ? none : hash;
}

// XEP-0486 §4.2, and what servers say that let none but their own admins do it. Anything else means that there are no
// avatars to be set.
bool is_lack_of_rights(const StanzaError& refusal) {
    constexpr std::array<std::string_view, 2> conditions{"forbidden", "not-allowed"};
    return std::ranges::find(conditions, refusal.condition) != conditions.end();
}

} // namespace

bool RoomAvatar::is_carried(const std::string& hash) const {
    return face_.now().avatar_hash == mark_of(hash);
}

void RoomAvatar::on_traits(const RoomTraits& traits) {
    if (!traits.avatar_hash.empty()) {
        look(traits.avatar_hash);
    } else if (traits.has_vcard) { // many have one, and do not say here which
        look(std::nullopt);
    }
}

void RoomAvatar::on_hash(std::string hash) {
    look(std::move(hash));
}

void RoomAvatar::look(std::optional<std::string> told) {
    if (context_.world.pictures == nullptr || (told && (is_carried(*told) || told == offered_))) {
        return;
    }
    context_.chores.add("avatar of the MUC", [this, told] { return carry(told); });
}

Task<void> RoomAvatar::carry(std::optional<std::string> told) {
    Portrait portrait;
    if (!told || !told->empty()) {
        auto found = co_await context_.world.moderation.muc_face.picture(context_.world.bot, context_.portal.address);
        if (!found && told) {
            co_return; // it is not shown to us
        }
        if (found) {
            portrait.hash = picture_hash(found->bytes);
            portrait.bytes = std::move(found->bytes);
        }
    }
    const auto hash = portrait.hash;
    if (is_carried(hash) || hash == offered_) {
        co_return;
    }
    const bool keeps_its_own = face_.now().avatar_hash.empty() && context_.portal.kind == PortalKind::plumbed;
    if (!keeps_its_own) {
        co_await show(std::move(portrait));
    }
    co_await face_.keep(&RoomFace::avatar_hash, mark_of(hash));
}

// What was carried the other way is another file, but the same picture for those in the MUC.
Task<void> RoomAvatar::show(Portrait portrait) {
    RoomText line{context_.portal.room, avatar_type, "url"};
    const auto now = co_await context_.world.moderation.room_admin.state_text(context_.world.ghosts.bot(), line);
    std::optional<std::string> worn;
    if (now) {
        worn = co_await context_.world.pictures->hash_of(*now);
    }
    const bool is_taken_away = portrait.hash.empty(); // what cannot be shown has an empty hash too
    if (!is_taken_away && worn == portrait.hash) {
        co_return;
    }
    if (!is_taken_away) {
        line.value = co_await context_.world.pictures->uploaded(std::move(portrait));
    }
    if (line.value.empty() && !is_taken_away) {
        log(LogPart::bridge).info("the avatar of {} cannot be shown", context_.portal.address.str());
    } else if (!now || *now != line.value) {
        co_await show_as_bot(context_, std::move(line), "avatar");
    }
}

void RoomAvatar::on_state(const MatrixEvent& event) {
    if (context_.world.pictures == nullptr) {
        return;
    }
    const auto& mxc = std::get<StateChange>(event.content).value;
    context_.chores.add("avatar of the room", [this, sender = event.sender, mxc] { return carry_to_muc(sender, mxc); });
}

Task<void> RoomAvatar::carry_to_muc(mapping::UserId sender, std::string mxc) {
    auto portrait = co_await picture_behind(std::move(mxc));
    if (portrait && !is_carried(portrait->hash)) {
        auto as = co_await whom_the_muc_obeys(std::move(sender));
        co_await offer(std::move(as), std::move(*portrait));
    }
}

// One without bytes where there is to be none; nothing where it cannot be shown.
Task<std::optional<Portrait>> RoomAvatar::picture_behind(std::string mxc) {
    if (mxc.empty()) {
        co_return Portrait{};
    }
    co_return co_await context_.world.pictures->small(std::move(mxc));
}

// The user's own puppet where it may, else the bot: he had the power to set it in the Matrix room.
Task<mapping::Jid> RoomAvatar::whom_the_muc_obeys(mapping::UserId sender) {
    const auto place = co_await context_.seats.take(std::move(sender));
    const auto own = context_.own.find(place.occupant);
    const bool is_owner =
        !place.refusal && own != context_.own.end() && own->second.affiliation == mapping::Affiliation::owner;
    co_return is_owner ? place.occupant : context_.world.bot;
}

// The MUC tells of the change before it answers.
Task<void> RoomAvatar::offer(mapping::Jid as, Portrait portrait) {
    const auto hash = portrait.hash;
    offered_ = hash;
    MucPicture picture{std::move(portrait.type), std::move(portrait.bytes)};
    auto refusal = co_await context_.world.moderation.muc_face.set_picture(std::move(as), context_.portal.address,
                                                                           std::move(picture));
    if (!refusal) {
        co_await face_.keep(&RoomFace::avatar_hash, mark_of(hash));
        context_.missing.has(right);
    }
    offered_.reset();
    if (refusal) {
        co_await tell_refused(std::move(*refusal));
    }
}

Task<void> RoomAvatar::tell_refused(StanzaError refusal) {
    log(LogPart::bridge).info("avatar of {}: {}", context_.portal.address.str(), plain_words(refusal));
    if (is_lack_of_rights(refusal)) {
        auto text = context_.portal.address.str() + " does not show the avatar that was set here (" +
                    plain_words(refusal) + "): that takes an owner, and the bridge's bot is none." +
                    those_who_rule(context_.roster);
        co_await context_.missing.tell(right, std::move(text));
    }
}

} // namespace bascule::bridge
