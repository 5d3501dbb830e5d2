#include "bridge/gateway/history_limits.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

namespace bascule::bridge {

namespace {

// Names and namespaces of a message with all that it carries: delay, stanza-id, occupant-id.
constexpr std::size_t markup = 400;
constexpr std::int64_t ms_per_second = 1000;

std::size_t escaped_size(std::string_view text) {
    constexpr std::string_view escaped = "&<>\"'";
    constexpr std::size_t longest_escape = 5; // of more than the character itself
    const auto special =
        std::ranges::count_if(text, [&](char one) { return escaped.find(one) != std::string_view::npos; });
    return text.size() + longest_escape * static_cast<std::size_t>(special);
}

std::int64_t earliest(const HistoryLimits& limits, std::int64_t now_ms) {
    std::int64_t since = limits.since_ms.value_or(0);
    if (limits.seconds) {
        // Longer ago than there is time is as long ago as one likes.
        const auto seconds = std::min(*limits.seconds, now_ms / ms_per_second);
        since = std::max(since, now_ms - seconds * ms_per_second);
    }
    return since;
}

} // namespace

HistoryReach reach_of(const HistoryLimits& limits, std::int64_t now_ms) {
    if (limits.most_characters == 0) {
        return {.messages = 0, .since_ms = 0};
    }
    // Who names a time wants what was said since then, and not only the usual part of it.
    const bool has_bound = limits.most_characters || limits.seconds || limits.since_ms;
    const std::int64_t wish = limits.most_stanzas.value_or(has_bound ? most_history : usual_history);
    const auto messages = static_cast<int>(std::clamp<std::int64_t>(wish, 0, most_history));
    return {.messages = messages, .since_ms = earliest(limits, now_ms)};
}

std::size_t stanza_size(const SeatMessage& message) {
    constexpr std::string_view emote = "/me ";
    const auto room = message.from.bare().str();
    return markup + escaped_size(message.to.str()) + escaped_size(message.from.str()) + 2 * escaped_size(room) +
           escaped_size(message.id) + escaped_size(message.stanza_id) + message.occupant_id.size() + emote.size() +
           escaped_size(message.message.body);
}

std::vector<SeatMessage> limited(std::vector<SeatMessage> messages, const HistoryLimits& limits, std::int64_t now_ms) {
    const auto reach = reach_of(limits, now_ms);
    std::erase_if(messages, [&](const SeatMessage& message) { return message.delay_ms.value_or(0) < reach.since_ms; });
    auto characters =
        static_cast<std::uint64_t>(limits.most_characters.value_or(std::numeric_limits<std::int64_t>::max()));
    std::size_t kept = 0;
    for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
        const auto size = stanza_size(*message);
        if (size > characters || kept == static_cast<std::size_t>(reach.messages)) {
            break;
        }
        characters -= size;
        ++kept;
    }
    messages.erase(messages.begin(), messages.end() - static_cast<std::ptrdiff_t>(kept));
    return messages;
}

} // namespace bascule::bridge
