#include "matrix_appservice/listener/transaction.hpp"

#include "matrix_appservice/json_text.hpp"
#include "matrix_appservice/json_value.hpp"

#include <optional>
#include <utility>

namespace bascule::matrix {

namespace {

using Arrival = boost::system::result<bridge::ArrivedEvent, LeftOut>;

LeftOut malformed(std::string reason) {
    return {LeftOut::Cause::malformed, std::move(reason)};
}

Arrival read_event(std::string_view text) {
    if (text.size() > largest_event) {
        return LeftOut{LeftOut::Cause::too_large, std::to_string(text.size()) + " bytes"};
    }
    if (nesting_of(text) > deepest_nesting) {
        return LeftOut{LeftOut::Cause::too_deep, "nested more than " + std::to_string(deepest_nesting) + " deep"};
    }
    const auto event = parse_json(text);
    if (!event || !event->is_object()) {
        return malformed("no JSON object");
    }
    auto id = mapping::EventId::parse(string_in(*event, "event_id").value_or(""));
    if (!id) {
        return malformed("event_id: " + id.error().reason);
    }
    auto room = mapping::RoomId::parse(string_in(*event, "room_id").value_or(""));
    if (!room) {
        return malformed("room_id of " + id->str() + ": " + room.error().reason);
    }
    return bridge::ArrivedEvent{std::move(*id), std::move(*room), std::string{text}};
}

} // namespace

std::string_view name_of(LeftOut::Cause cause) {
    switch (cause) {
        case LeftOut::Cause::too_large:
            return "too_large";
        case LeftOut::Cause::too_deep:
            return "too_deep";
        case LeftOut::Cause::malformed:
            break;
    }
    return "malformed";
}

boost::system::result<Transaction, BadTransaction> read_transaction(std::string body) {
    const auto text = repaired_json(std::move(body));
    if (!members_of(text)) {
        return BadTransaction{"M_NOT_JSON", "The body is no JSON object"};
    }
    const auto events = elements_of(member_of(text, "events"));
    if (!events) {
        return BadTransaction{"M_BAD_JSON", "There is no array of events"};
    }
    Transaction transaction;
    for (const auto event : *events) {
        auto arrival = read_event(event);
        if (arrival) {
            transaction.events.push_back(std::move(*arrival));
        } else {
            transaction.left_out.push_back(arrival.error());
        }
    }
    transaction.ephemeral = ephemeral_in(text);
    return transaction;
}

} // namespace bascule::matrix
