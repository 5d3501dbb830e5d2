#include "bridge/commands/rooms.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

constexpr int most_shown = 50;

Task<CommandAnswer> rooms(RoomGuide& guide, CommandCall call) {
    RoomSearch search{.term = call.word(0)};
    search.at_most = most_shown;
    const auto found = co_await guide.search(std::move(search));
    if (!found) {
        co_return refused("The rooms cannot be listed: " + found.error().text);
    }
    CommandAnswer answer{.text = "Rooms that everybody may find:"};
    answer.table.heads = {"Address", "Name", "People"};
    for (const auto& room : found->rooms) {
        answer.table.rows.push_back({room.address.str(), room.name, std::to_string(room.occupants)});
    }
    if (answer.table.rows.empty()) {
        answer.text = "There are no such rooms.";
    }
    co_return answer;
}

} // namespace

Command rooms_command(RoomGuide& guide) {
    return {.name = "rooms",
            .summary = "Matrix rooms that can be entered, and their addresses",
            .parameters = {{.name = "WORDS",
                            .about = "what the room's name, topic or address has in it",
                            .kind = CommandParameter::Kind::text,
                            .need = CommandParameter::Need::optional}},
            .places = places::xmpp,
            .run = [&guide](CommandCall call) { return rooms(guide, std::move(call)); }};
}

} // namespace bascule::bridge
