#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"
#include "bridge/async/task_group.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/metrics.hpp"
#include "matrix_appservice/listener/endpoints.hpp"
#include "matrix_appservice/listener/http_session.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <list>
#include <string>

namespace bascule::matrix {

struct ListenerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: any that is free
    std::string hs_token;
    std::size_t max_connections = 64;
    std::chrono::milliseconds finish_deadline{std::chrono::seconds{3}}; ///< for the requests in hand when it ends
    SessionLimits limits;
};

/// Where the homeserver pushes events to (AS API). Outlives run().
class AppserviceListener {
public:
    /// Throws std::invalid_argument where the hs_token is empty.
    AppserviceListener(boost::asio::any_io_executor executor, ListenerOptions options, bridge::MatrixInbox& inbox,
                       bridge::Metrics& metrics);

    /// Who is told what is not kept; to be called before run().
    void lead_ephemeral_to(bridge::EphemeralInbox& inbox) noexcept { endpoints_.lead_ephemeral_to(inbox); }
    void lead_signs_to(bridge::RoomSignInbox& inbox) noexcept { endpoints_.lead_signs_to(inbox); }
    /// Who answers lookups of people and rooms; to be called before run().
    void lead_lookups_to(bridge::ThirdPartyLookup& lookup) noexcept { endpoints_.lead_lookups_to(lookup); }

    /// Binds. Throws std::system_error that names the address.
    void open();
    /// The port that open() bound.
    std::uint16_t port() const;

    /// Accepts and serves until it is cancelled; then answers the requests in hand, for finish_deadline at most, and
    /// returns.
    bridge::Task<void> run();

private:
    using Session = std::list<HttpSession>::iterator;

    bridge::Task<void> accept_sessions();
    bridge::Task<void> make_room();
    bridge::Task<void> serve(Session session);
    bridge::Task<void> finish_sessions();
    void count_sessions();

    boost::asio::any_io_executor executor_;
    ListenerOptions options_;
    bridge::Metrics& metrics_;
    Endpoints endpoints_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::list<HttpSession> sessions_;
    bridge::Signal session_ended_;
    bridge::TaskGroup tasks_;
};

} // namespace bascule::matrix
