#include "bridge/muc/moderation/shown_state.hpp"

#include <utility>

namespace bascule::bridge {

Task<void> show_as_bot(RoomContext& context, RoomText line, std::string what) {
    auto type = line.type;
    const auto set =
        co_await context.world.moderation.room_admin.set_state_text(context.world.ghosts.bot(), std::move(line));
    if (set) {
        context.missing.has("to set the " + what);
    } else {
        co_await tell_not_shown(context, std::move(type), std::move(what));
    }
}

Task<void> tell_not_shown(RoomContext& context, std::string type, std::string what) {
    const auto bot = context.world.ghosts.bot();
    const auto rights = co_await context.world.homeserver.rights(bot, context.portal.room);
    if (!rights) {
        co_return;
    }
    const auto text = "The " + what + " of " + context.portal.address.str() +
                      " has changed, and the bridge cannot show that here: " + bot.str() + " has power level " +
                      std::to_string(rights->power_of(bot)) + ", and it takes " +
                      std::to_string(state_level(*rights, type)) + "." + those_who_rule(*rights, bot);
    co_await context.missing.tell("to set the " + what, text);
}

} // namespace bascule::bridge
