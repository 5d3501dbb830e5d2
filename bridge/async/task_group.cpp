#include "bridge/async/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <iterator>
#include <utility>

namespace bascule::bridge {

namespace asio = boost::asio;

namespace {

bool is_cancellation(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) { // any other failure is for on_failure to tell
        return false;
    }
}

} // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor, OnFailure on_failure)
    : executor_{std::move(executor)}, on_failure_{std::move(on_failure)}, ended_{executor_} {}

void TaskGroup::spawn(std::string name, Task<void> task) {
    if (is_stopped_) {
        return;
    }
    running_.emplace_back();
    const auto entry = std::prev(running_.end());
    entry->name = std::move(name);
    asio::co_spawn(executor_, std::move(task),
                   asio::bind_cancellation_slot(entry->cancellation.slot(), [this, entry](std::exception_ptr failure) {
                       const auto ended_name = std::move(entry->name);
                       running_.erase(entry);
                       ended_.notify_all();
                       if (failure && !is_cancellation(failure)) {
                           on_failure_(ended_name, failure);
                       }
                   }));
}

Task<void> TaskGroup::stop() {
    is_stopped_ = true;
    for (auto& entry : running_) {
        entry.cancellation.emit(asio::cancellation_type::terminal);
    }
    co_await wait();
}

Task<void> TaskGroup::wait() {
    while (!running_.empty()) {
        co_await ended_.wait();
    }
}

} // namespace bascule::bridge
