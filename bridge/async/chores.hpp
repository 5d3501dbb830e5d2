#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <deque>
#include <functional>
#include <string>

namespace bascule::bridge {

/// What is to be done some time soon, one after the other. Of two of the same name only the later is done, unless the
/// earlier has begun; so a burst costs one. What meets an Outage is tried again, within limits, and those behind wait.
class Chores {
public:
    using Act = std::function<Task<void>()>;

    explicit Chores(const boost::asio::any_io_executor& executor) : changed_{executor} {}

    void add(std::string name, Act act);
    /// Does them until it is cancelled.
    Task<void> run();
    std::size_t size() const noexcept { return waiting_.size(); }

private:
    struct Chore {
        std::string name;
        Act act;
    };
    enum class Outcome { ended, away };

    Task<Outcome> attempt(const Chore& chore);

    std::deque<Chore> waiting_;
    Signal changed_;
};

} // namespace bascule::bridge
