#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/journal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bascule::bridge {

/// What became of a row.
struct Delivery {
    enum class State {
        arrived,   ///< the other side has it, or nothing had to cross
        handed_on, ///< on its way; settle() will tell that it arrived
        parked     ///< it can never cross; `reason` says why
    };
    State state = State::arrived;
    std::string reason;
    /// An earlier try had already brought it there. Rows of a queue arrive in order, so the first that was not found
    /// ends all doubt about those behind it.
    bool was_there = false;
    /// Of a row handed on: the stream (XmppServer::session) that it was written to.
    std::uint64_t session = 0;
    /// For the figures (see row_type.hpp); unknown where the row cannot be read.
    std::string_view type = "unknown";
};

/// Whether an earlier try, of this process or one before it, may have brought the row to the other side.
enum class Doubt { none, maybe_there };

/// What is known of rows before a row that is delivered.
struct Before {
    Doubt doubt = Doubt::none;
    /// The stream (XmppServer::session) that they were handed on to. A row behind them must not be written to another
    /// one, where they may be missing: then deliver() throws Outage.
    std::optional<std::uint64_t> session{};
};

/// What became of rows handed on: they arrived, or the stream broke and nobody knows.
enum class Fate { arrived, unknown };

/// Brings rows of one side to the other. Rows of one queue come in order and one at a time.
class Courier {
public:
    virtual ~Courier() = default;
    /// Called when rows of a queue have been read: sees to it that none is missing among them. Returns whether it had
    /// to look, and they are to be read again. Throws Outage where they must wait.
    virtual Task<bool> complete(QueueName queue) = 0;
    /// Throws Outage where it should be tried again later; the rows behind it wait. Throws NotYet where they need not.
    virtual Task<Delivery> deliver(JournalRow row, Before before) = 0;
    /// Returns when everything handed on to this stream so far has arrived, or never will. Throws Outage where that is
    /// not known yet.
    virtual Task<Fate> settle(std::uint64_t session) = 0;
};

} // namespace bascule::bridge
