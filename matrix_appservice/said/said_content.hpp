#pragma once

#include "bridge/ports/matrix_inbox.hpp"
#include "mapping/conversation/act.hpp"
#include "mapping/message.hpp"
#include "mapping/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace bascule::matrix {

using SaidContent = decltype(bridge::MatrixEvent::content);

/// What an event of the timeline, or the pinned events, say or do; nothing for any other event. Fails on a message of
/// wrong shape.
std::optional<mapping::Result<SaidContent>> said_in(const nlohmann::json& event);

/// Of a message without content: a Tombstone where it is empty (CS API, "Redactions"); else it never was one.
SaidContent what_is_left_of(const nlohmann::json& event);

/// An event that is to be sent. `content` is JSON; `redacts` is an event id, else empty.
struct EventDraft {
    std::string type;
    std::string content;
    std::string redacts{};
};

/// Ids in the values are those of Matrix. `key` is kept in the content under sent_key_name; empty: none.
EventDraft draft_of(const mapping::Message& message, const std::string& key = {});
/// Nothing for what only XMPP says (Reactions) and for PollEnd, which nobody of XMPP can do.
std::optional<EventDraft> draft_of(const mapping::Act& act, const std::string& key = {});

} // namespace bascule::matrix
