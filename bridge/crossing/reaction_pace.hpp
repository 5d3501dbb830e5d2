#pragma once

#include "bridge/ports/clock.hpp"
#include "mapping/jid.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace bascule::bridge {

/// Reactions that are said in words: a line waits some seconds for what else its person puts on the same message, and
/// of many lines in one conversation only so many are said.
class ReactionPace {
public:
    explicit ReactionPace(Clock now) : now_{std::move(now)} {}

    /// Whether the line of this name is said now, or never. Throws NotYet.
    bool may_say(const mapping::Jid& address, const std::string& name);

private:
    struct Conversation {
        std::map<std::string, std::int64_t> due; // lines that wait, and until when
        std::deque<std::int64_t> said;           // when lines were
    };
    void tidy();

    Clock now_;
    std::map<mapping::Jid, Conversation> conversations_;
};

} // namespace bascule::bridge
