#include "bridge/commands/mapping.hpp"

#include "bridge/commands/mapping_orders.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

using Need = CommandParameter::Need;
using Kind = CommandParameter::Kind;

// `here` is the address with which the room is bridged.
Task<std::string> scope_of(Portals& portals, std::optional<mapping::RoomId> room, std::string said) {
    if (said != "here" || !room) {
        co_return said;
    }
    const auto portal = co_await portals.of_room(std::move(*room));
    co_return portal ? "portal:" + portal->address.str() : said;
}

Task<CommandAnswer> run(MappingDesk& desk, Portals& portals, CommandCall call) {
    const bool has_action = call.word(0) == "set"; // else the scope is one word earlier
    auto scope = co_await scope_of(portals, call.room, call.word(has_action ? 4 : 3));
    MappingOrder order{.verb = call.word(0),
                       .feature = call.word(1),
                       .direction = call.word(2),
                       .action = has_action ? call.word(3) : std::string{},
                       .scope = std::move(scope),
                       .words = call.word(5)};
    auto answer = co_await carry_out(desk, std::move(order), name_of(call.asker));
    answer.audience = CommandAnswer::Audience::asker;
    co_return answer;
}

} // namespace

Command mapping_command(MappingDesk& desk, Portals& portals) {
    return {.name = "mapping",
            .summary = "what crosses how: list, get, set, reset or audit the mapping table",
            .parameters = {{.name = "VERB", .about = "list, get, set, reset or audit"},
                           {.name = "FEATURE", .about = "such as reaction or thread", .need = Need::optional},
                           {.name = "DIRECTION", .about = "matrix_to_xmpp or xmpp_to_matrix", .need = Need::optional},
                           {.name = "ACTION", .about = "native, text, both, drop or reject", .need = Need::optional},
                           {.name = "SCOPE",
                            .about = "default, here, domain:muc.example or portal:room@muc.example",
                            .need = Need::optional},
                           {.name = "TEMPLATE",
                            .about = "words for text and both, such as {sender}: {emoji}",
                            .kind = Kind::text,
                            .need = Need::optional}},
            .needs = mapping::Permission::admin,
            .places = places::all_but_hosted,
            .effect = Effect::changes,
            .run = [&desk, &portals](CommandCall call) { return run(desk, portals, std::move(call)); }};
}

} // namespace bascule::bridge
