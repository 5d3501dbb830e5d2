#pragma once

#include "bridge/async/task.hpp"
#include "bridge/async/task_group.hpp"
#include "config/configuration.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bascule::app {

/// How one part of the bridge is.
struct PartHealth {
    std::string part; ///< store, homeserver, component
    bool is_well = false;
    std::string text; ///< in a few words, without secrets
};

/// What the admin listener answers with; asked at each request, on the io_context thread.
struct AdminSources {
    std::function<std::string()> metrics; ///< in the text format of Prometheus
    std::function<std::vector<PartHealth>()> health;
};

/// Serves /metrics, /live and /ready over HTTP: for the admin, his Prometheus and his load balancer.
class AdminListener {
public:
    /// Connections are served in the group, which ends them.
    AdminListener(boost::asio::any_io_executor executor, bridge::TaskGroup& tasks, AdminSources sources);

    /// Binds; throws std::runtime_error that says what is in the way.
    void open(const config::Endpoint& endpoint);
    std::uint16_t port() const;
    /// Accepts until cancelled.
    bridge::Task<void> serve();

private:
    bridge::Task<void> converse(boost::asio::ip::tcp::socket socket);

    bridge::TaskGroup& tasks_;
    AdminSources sources_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::size_t connections_ = 0;
};

} // namespace bascule::app
