#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <set>
#include <utility>

namespace bascule::bridge {

/// Lets one coroutine at a time do something that belongs to a key, however often it waits meanwhile.
template <class Key>
class Turns {
public:
    /// Lasts as long as this lives.
    class Turn {
    public:
        Turn(Turns& turns, Key key) : turns_{&turns}, key_{std::move(key)} { turns_->busy_.insert(key_); }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        Turn(Turn&& other) noexcept : turns_{std::exchange(other.turns_, nullptr)}, key_{std::move(other.key_)} {}
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (turns_ != nullptr) {
                turns_->busy_.erase(key_);
                turns_->ended_.notify_all();
            }
        }

    private:
        Turns* turns_;
        Key key_;
    };

    explicit Turns(const boost::asio::any_io_executor& executor) : ended_{executor} {}

    Task<Turn> take(Key key) {
        while (busy_.contains(key)) {
            co_await ended_.wait();
        }
        co_return Turn{*this, std::move(key)};
    }

private:
    std::set<Key> busy_;
    Signal ended_;
};

} // namespace bascule::bridge
