#pragma once

#include "bridge/async/task.hpp"
#include "bridge/async/task_group.hpp"
#include "tests/matrix_appservice/raw_connection.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace bascule::matrix {

/// What the fake does with one request.
struct Reply {
    enum class Then { keep, close, hang };
    std::string bytes;
    Then then = Then::keep;
};

/// A whole response of HTTP with a body of JSON.
Reply json_reply(int status, const std::string& body, const std::string& more_head = "");

struct SeenRequest {
    std::string method;
    std::string target;
    std::string head;
    std::string body;
};

/// A homeserver that answers bytes as a test scripts them: the replies in their order, then those of `otherwise`.
class FakeHomeserver {
public:
    explicit FakeHomeserver(boost::asio::any_io_executor executor);

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
    std::uint16_t port() const { return port_; }

    void reply(Reply with) { replies.push_back(std::move(with)); }
    void reply(int status, const std::string& body) { reply(json_reply(status, body)); }

    /// Closes all connections, and takes none until come_back().
    bridge::Task<void> go();
    void come_back();

    std::deque<Reply> replies;
    std::function<Reply(const SeenRequest&)> otherwise;
    std::vector<SeenRequest> seen;
    int connections = 0; ///< that were ever accepted
    bridge::Signal answered;

private:
    bridge::Task<void> accept();
    bridge::Task<void> serve(boost::asio::ip::tcp::socket socket);
    Reply next_reply(const SeenRequest& request);

    boost::asio::any_io_executor executor_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    std::unique_ptr<bridge::TaskGroup> tasks_;
};

} // namespace bascule::matrix
