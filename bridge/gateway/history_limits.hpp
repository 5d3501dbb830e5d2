#pragma once

#include "bridge/ports/muc_service.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bascule::bridge {

/// Messages that a joiner is sent who does not say how many he wants, and at most whatever he says.
inline constexpr int usual_history = 20;
inline constexpr int most_history = 100;

/// How far back a joiner wants to look (XEP-0045 §7.2.13).
struct HistoryReach {
    int messages = usual_history; ///< none where 0
    std::int64_t since_ms = 0;    ///< Unix time
};
HistoryReach reach_of(const HistoryLimits& limits, std::int64_t now_ms);

/// The characters that the whole stanza of a message takes, or a few more.
std::size_t stanza_size(const SeatMessage& message);

/// Of these messages with their times, oldest first, the latest that a joiner gets who wants no more than that.
std::vector<SeatMessage> limited(std::vector<SeatMessage> messages, const HistoryLimits& limits, std::int64_t now_ms);

} // namespace bascule::bridge
