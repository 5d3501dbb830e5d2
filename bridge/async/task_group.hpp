#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <exception>
#include <functional>
#include <list>
#include <string>

namespace bascule::bridge {

/// Coroutines that were started and whose end somebody waits for. Lives as long as any of them: whoever owns the group
/// awaits stop() before destroying it (or lets the io_context end first).
class TaskGroup {
public:
    /// Told of every exception that a task let escape, other than its cancellation.
    using OnFailure = std::function<void(const std::string& name, const std::exception_ptr& failure)>;

    TaskGroup(boost::asio::any_io_executor executor, OnFailure on_failure);
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;
    TaskGroup(TaskGroup&&) = delete;
    TaskGroup& operator=(TaskGroup&&) = delete;
    ~TaskGroup() = default;

    /// Starts it soon; it is destroyed when it ends. After stop() nothing is started any more.
    void spawn(std::string name, Task<void> task);
    /// Cancels all and returns when they have ended.
    Task<void> stop();
    /// Returns when none runs.
    Task<void> wait();
    std::size_t size() const noexcept { return running_.size(); }

private:
    struct Running {
        std::string name;
        boost::asio::cancellation_signal cancellation;
    };

    boost::asio::any_io_executor executor_;
    OnFailure on_failure_;
    Signal ended_;
    std::list<Running> running_;
    bool is_stopped_ = false;
};

} // namespace bascule::bridge
