#include "xmpp_component/stream/try_handshake.hpp"

#include "xmpp_component/stream/connection.hpp"
#include "xmpp_component/stream/stream_failure.hpp"

#include <boost/asio/this_coro.hpp>

namespace bascule::xmpp {

bridge::Task<mapping::Result<HandshakeOutcome>> try_handshake(ComponentOptions options) {
    Connection connection{co_await boost::asio::this_coro::executor, options, {}};
    try {
        co_await connection.open();
    } catch (const StreamBroken& broken) {
        // Prosody looks for another connection only after it has found the proof to be right.
        if (broken.failure().kind == StreamFailure::Kind::conflict) {
            co_return HandshakeOutcome::already_connected;
        }
        co_return mapping::Error{broken.failure().words};
    }
    co_await connection.close(std::string{});
    co_return HandshakeOutcome::accepted;
}

} // namespace bascule::xmpp
