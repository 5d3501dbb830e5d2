#include "matrix_appservice/client/connection_pool.hpp"

#include "bridge/async/race.hpp"

#include <utility>

namespace bascule::matrix {

using bridge::Task;

ConnectionPool::Lease::Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection, Wish got)
    : pool_{&pool}, connection_{std::move(connection)}, got_{got} {}

ConnectionPool::Lease::Lease(Lease&& other) noexcept
    : pool_{std::exchange(other.pool_, nullptr)}, connection_{std::move(other.connection_)}, got_{other.got_} {}

ConnectionPool::Lease::~Lease() {
    if (pool_ != nullptr) {
        pool_->give_back(std::move(connection_));
    }
}

ConnectionPool::ConnectionPool(const boost::asio::any_io_executor& executor, PoolLimits limits, Maker make,
                               bridge::Metrics& metrics)
    : limits_{limits}, make_{std::move(make)}, metrics_{metrics}, freed_{executor} {}

Task<ConnectionPool::Lease> ConnectionPool::take(Wish wish) {
    co_await wait_for_turn();
    ++lent_;
    auto connection = wish == Wish::any ? take_idle() : nullptr;
    if (connection) {
        co_return Lease{*this, std::move(connection), Wish::any};
    }
    // The oldest makes room, so that those lent and those idle are never more than there may be.
    if (lent_ + idle_.size() > limits_.connections && !idle_.empty()) {
        idle_.erase(idle_.begin());
    }
    Lease lease{*this, make_(), Wish::fresh};
    co_await lease.connection().open();
    co_return lease;
}

Task<void> ConnectionPool::wait_for_turn() {
    // Again and again, since somebody else may have been quicker.
    while (lent_ >= limits_.connections) {
        if (waiting_ >= limits_.waiting) {
            throw Overload{"too many requests wait for the homeserver already"};
        }
        try {
            co_await bridge::within(limits_.patience, "a free connection to the homeserver", wait_until_free());
        } catch (const bridge::Outage& outage) {
            throw Overload{outage.what()};
        }
    }
}

Task<void> ConnectionPool::wait_until_free() {
    // Counts itself out again however it ends.
    struct Waiting {
        ConnectionPool& pool;
        explicit Waiting(ConnectionPool& of) : pool{of} {
            ++pool.waiting_;
            pool.count_waiting();
        }
        Waiting(const Waiting&) = delete;
        Waiting& operator=(const Waiting&) = delete;
        ~Waiting() {
            --pool.waiting_;
            pool.count_waiting();
        }
    };
    const Waiting waiting{*this};
    while (lent_ >= limits_.connections) {
        co_await freed_.wait();
    }
}

std::unique_ptr<Connection> ConnectionPool::take_idle() {
    while (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        if (connection->is_usable()) {
            return connection;
        }
    }
    return nullptr;
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection) {
    --lent_;
    if (connection->is_usable()) {
        idle_.push_back(std::move(connection));
    }
    freed_.notify_all();
}

void ConnectionPool::count_waiting() {
    metrics_.set("matrix_api_waiting", {}, static_cast<double>(waiting_));
}

} // namespace bascule::matrix
