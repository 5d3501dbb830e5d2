#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"
#include "bridge/ports/metrics.hpp"
#include "matrix_appservice/client/connection.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace bascule::matrix {

struct PoolLimits {
    std::size_t connections = 8;
    std::size_t waiting = 1024;                                   ///< who would wait besides gets an Outage
    std::chrono::milliseconds patience{std::chrono::seconds{60}}; ///< how long one waits for a connection
};

/// It is us who have too much to ask; the homeserver may be well.
class Overload : public bridge::Outage {
public:
    using Outage::Outage;
};

/// A bounded number of connections that are kept alive. Outlives its leases.
class ConnectionPool {
public:
    using Maker = std::function<std::unique_ptr<Connection>()>;
    enum class Wish { any, fresh };

    /// A connection lent for one exchange; it goes back to the pool when the lease ends.
    class Lease {
    public:
        Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection, Wish got);
        Lease(Lease&& other) noexcept;
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Lease& operator=(Lease&&) = delete;
        ~Lease();

        Connection& connection() { return *connection_; }
        /// It was opened for this lease.
        bool is_fresh() const noexcept { return got_ == Wish::fresh; }

    private:
        ConnectionPool* pool_;
        std::unique_ptr<Connection> connection_;
        Wish got_;
    };

    ConnectionPool(const boost::asio::any_io_executor& executor, PoolLimits limits, Maker make,
                   bridge::Metrics& metrics);

    /// An open connection; waits where all are lent. A fresh one has not idled, so the server cannot have closed it
    /// just now. Throws Outage, and Overload where too many wait or one has waited too long.
    bridge::Task<Lease> take(Wish wish);

private:
    bridge::Task<void> wait_for_turn();
    bridge::Task<void> wait_until_free();
    std::unique_ptr<Connection> take_idle();
    void give_back(std::unique_ptr<Connection> connection);
    void count_waiting();

    PoolLimits limits_;
    Maker make_;
    bridge::Metrics& metrics_;
    bridge::Signal freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t lent_ = 0;
    std::size_t waiting_ = 0;
};

} // namespace bascule::matrix
