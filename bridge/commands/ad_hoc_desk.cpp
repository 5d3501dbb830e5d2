#include "bridge/commands/ad_hoc_desk.hpp"

#include <utility>

namespace bascule::bridge {

CommandCall AdHocDesk::call_of(const mapping::Jid& asker, const mapping::Jid& on) const {
    const auto is_bridge = on.local().empty() || on.bare() == bot_.bare();
    return {.asker = asker.bare(),
            .place = is_bridge ? Place::bridge : Place::hosted_room,
            .room = is_bridge ? std::nullopt : room_of_(on.bare(), asker.bare()),
            .at_ms = table_.now(),
            .where = on.bare().str(),
            .key = {},
            .permission = table_.policy().permissions.of(asker),
            .words = {}};
}

Task<std::vector<CommandOutline>> AdHocDesk::offered(mapping::Jid asker, mapping::Jid on) {
    const auto call = call_of(asker, on);
    std::vector<CommandOutline> outlines;
    for (const auto* const command : table_.offered(call)) {
        outlines.push_back({command->name, command->summary, command->parameters, command->warning});
    }
    co_return outlines;
}

Task<CommandAnswer> AdHocDesk::carry_out(CommandOrder order) {
    auto call = call_of(order.asker, order.on);
    call.words = std::move(order.words);
    call.key = std::move(order.key);
    const auto* const command = table_.find(order.name);
    if (command == nullptr) {
        co_return refused("There is no command “" + order.name + "”.");
    }
    if (auto objection = table_.objection(*command, call)) {
        co_return std::move(*objection);
    }
    co_return co_await table_.carry_out(*command, std::move(call));
}

} // namespace bascule::bridge
