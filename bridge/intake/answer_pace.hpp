#pragma once

#include "mapping/jid.hpp"

#include <cstdint>
#include <map>
#include <string_view>

namespace bascule::bridge {

/// Begins the ids of what the bridge says by itself, so that it is known where it comes back.
inline constexpr std::string_view answer_mark = "answer-";

/// How often the bridge answers somebody by itself: at most once a minute, for one who answers by himself too would go
/// on for ever. It remembers a bounded number of people; when more than that write within a minute, the rest get no
/// answer.
class AnswerPace {
public:
    /// Whether he may be answered at this time (Unix ms); if so, he counts as answered.
    bool may_answer(const mapping::Jid& sender, std::int64_t now_ms);
    /// He was not answered after all.
    void forget(const mapping::Jid& sender) { answered_ms_.erase(sender); }

private:
    std::map<mapping::Jid, std::int64_t> answered_ms_;
};

} // namespace bascule::bridge
