#pragma once

#include "bridge/ports/xmpp_inbox.hpp"

#include <string>
#include <utility>

// Stanzas of which only the head matters; a test fills in the rest.
namespace bascule::tests {

inline bridge::OccupantPresence occupant_presence(mapping::Jid from, mapping::Jid to) {
    return {.head = {std::move(from), std::move(to), {}},
            .is_available = true,
            .affiliation = {},
            .role = {},
            .real_jid = {},
            .occupant_id = {},
            .new_nick = {},
            .reason = {},
            .actor = {},
            .statuses = {}};
}

inline bridge::ChatMessage chat_message(bridge::StanzaHead head, std::string text) {
    return {.head = std::move(head),
            .message = {mapping::MessageKind::text, std::move(text)},
            .origin_id = {},
            .nick = {},
            .delay_ms = {}};
}

inline bridge::GroupMessage group_message(bridge::StanzaHead head, std::string stanza_id, std::string text) {
    return {.head = std::move(head),
            .message = {mapping::MessageKind::text, std::move(text)},
            .stanza_id = std::move(stanza_id),
            .occupant_id = {},
            .delay_ms = {},
            .real_jid = {}};
}

} // namespace bascule::tests
