#include "bridge/portals/muc_door.hpp"

#include "bridge/error_text.hpp"
#include "bridge/ports/outage.hpp"
#include "mapping/nick.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace bascule::bridge {

namespace {

// That is about the nick alone; ejabberd and Prosody each have words of their own for one they do not like.
constexpr std::array<std::string_view, 4> nick_faults{"conflict", "not-acceptable", "jid-malformed", "bad-request"};

struct Wording {
    std::string_view condition;
    std::string_view words; ///< behind the MUC's address
};
using Wordings = std::span<const Wording>;
constexpr std::array wordings{
    Wording{"item-not-found", "does not exist"},
    Wording{"not-allowed", "does not exist, and the bridge does not make new rooms there"},
    Wording{"not-authorized", "has a password, and this is not it"},
    Wording{"registration-required", "is for members only"},
    Wording{"forbidden", "has banned the bridge"},
    Wording{"service-unavailable", "is full"},
    Wording{"resource-constraint", "is full"},
};
constexpr std::array wordings_for_refused{
    Wording{"not-authorized", "has a password, and this is not it"},
    Wording{"registration-required", "is for members only, and you are none"},
    Wording{"forbidden", "has banned you"},
    Wording{"service-unavailable", "is full"},
    Wording{"resource-constraint", "is full"},
};

std::string worded(const mapping::Jid& muc, const StanzaError& error, Wordings list, const std::string& whom) {
    const auto found = std::ranges::find(list, error.condition, &Wording::condition);
    if (found == list.end()) {
        return muc.str() + " does not let " + whom + " in: " + plain_words(error) + ".";
    }
    const auto note = error.text.empty() ? std::string{} : " (" + error.text + ")";
    return muc.str() + ' ' + std::string{found->words} + note + ".";
}

Task<void> enter(const MucWorld& world, const mapping::Jid& muc, const std::string& password, Door& door) {
    std::optional<StanzaError> refusal;
    const auto nicks = mapping::nick_ladder(world.ghosts.bot(), world.bot_nick);
    for (const auto& nick : nicks) {
        JoinRequest request{world.bot, muc, nick, password, {}};
        auto outcome = co_await world.xmpp.join(std::move(request));
        refusal = std::move(outcome.error);
        door.nick = refusal ? std::string{} : outcome.nick;
        if (!refusal || std::ranges::find(nick_faults, refusal->condition) == nick_faults.end()) {
            break;
        }
    }
    if (refusal && refusal->condition == "registration-required") {
        door.obstacle = muc.str() + " is for members only: " + remedy_for_stranger(world.bot) + ".";
    } else if (refusal) {
        door.obstacle = words_of_refusal(muc, *refusal);
    }
}

Task<Door> look_and_enter(const MucWorld& world, const mapping::Jid& muc, const std::string& password) {
    Door door;
    const auto traits = co_await world.xmpp.describe(muc, world.bot);
    if (!traits) {
        door.obstacle = muc.str() + " does not exist, cannot be reached, or is no room.";
        co_return door;
    }
    door.traits = *traits;
    if (traits->has_password && password.empty()) {
        door.obstacle = muc.str() + " has a password.";
        co_return door;
    }
    co_await enter(world, muc, password, door);
    co_return door;
}

} // namespace

Task<Door> try_door(const MucWorld& world, mapping::Jid muc, std::string password) {
    Door door;
    try {
        co_return co_await look_and_enter(world, muc, password);
    } catch (const Outage& outage) {
        if (!world.xmpp.is_connected()) {
            throw;
        }
        door.obstacle = muc.str() + " cannot be reached (" + outage.what() + "); is that its right name?";
    }
    co_return door;
}

Task<void> turn_back(const MucWorld& world, mapping::Jid muc, Door door) {
    if (!door.nick.empty()) {
        co_await world.xmpp.leave(world.bot, std::move(muc), std::move(door.nick), std::string{});
    }
}

std::string words_of_refusal(const mapping::Jid& muc, const StanzaError& error) {
    return worded(muc, error, wordings, "the bridge");
}

std::string words_for_refused(const mapping::Jid& muc, const StanzaError& error) {
    return worded(muc, error, wordings_for_refused, "you");
}

} // namespace bascule::bridge
