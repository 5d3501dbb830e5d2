#include "bridge/intake/answer_pace.hpp"

#include <cstddef>

namespace bascule::bridge {

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::size_t most_remembered = 10'000;

} // namespace

bool AnswerPace::may_answer(const mapping::Jid& sender, std::int64_t now_ms) {
    if (answered_ms_.size() >= most_remembered) {
        std::erase_if(answered_ms_, [&](const auto& one) { return now_ms - one.second >= minute_ms; });
    }
    const auto last = answered_ms_.find(sender);
    if (last != answered_ms_.end() && now_ms - last->second < minute_ms) {
        return false;
    }
    if (last == answered_ms_.end() && answered_ms_.size() >= most_remembered) {
        return false;
    }
    answered_ms_.insert_or_assign(sender, now_ms);
    return true;
}

} // namespace bascule::bridge
