#pragma once

#include "bridge/intake/answer_pace.hpp"
#include "mapping/jid.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace bascule::bridge {

/// How many rooms are made because somebody of XMPP says so: one a minute for a person, and ten a minute for all of his
/// domain, whose owner may invent as many people as he likes. It remembers a bounded number of both.
class InviterPace {
public:
    /// Whether a room may be made for him (bare) at this time (Unix ms); if so, it counts as made.
    bool may_make(const mapping::Jid& inviter, std::int64_t now_ms);
    /// It was not made after all.
    void give_back(const mapping::Jid& inviter);

private:
    struct Minute {
        std::int64_t begin_ms = 0;
        int rooms = 0;
    };
    using Minutes = std::map<std::string, Minute, std::less<>>;

    Minute* minute_of(const mapping::Jid& inviter, std::int64_t now_ms);

    AnswerPace people_;
    Minutes domains_;
};

} // namespace bascule::bridge
