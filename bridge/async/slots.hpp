#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <utility>

namespace bascule::bridge {

/// Lets only so many coroutines at a time do something, however often each waits meanwhile.
class Slots {
public:
    /// Is held for as long as this lives.
    class Slot {
    public:
        explicit Slot(Slots& slots) : slots_{&slots} { --slots_->free_; }
        Slot(const Slot&) = delete;
        Slot& operator=(const Slot&) = delete;
        Slot(Slot&& other) noexcept : slots_{std::exchange(other.slots_, nullptr)} {}
        Slot& operator=(Slot&&) = delete;
        ~Slot() {
            if (slots_ != nullptr) {
                ++slots_->free_;
                slots_->freed_.notify_all();
            }
        }

    private:
        Slots* slots_;
    };

    Slots(const boost::asio::any_io_executor& executor, std::size_t at_once) : free_{at_once}, freed_{executor} {}

    Task<Slot> take() {
        while (free_ == 0) {
            co_await freed_.wait();
        }
        co_return Slot{*this};
    }

private:
    std::size_t free_;
    Signal freed_;
};

} // namespace bascule::bridge
