#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/outage.hpp"
#include "matrix_appservice/client/server_url.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace bascule::matrix {

struct HttpRequest {
    std::string method = "GET";
    std::string target;         ///< path and query
    std::string body{};         ///< empty for none
    std::string bearer_token{}; ///< empty for none
    std::string content_type = "application/json";
    std::uint64_t most_bytes = 256U * 1024U * 1024U; ///< of the answer's body; the state of a very large room
};

struct HttpResponse {
    int status = 0;
    std::string body;
    std::string retry_after; ///< the header (RFC 9110 §10.2.3), empty where there is none
    std::string content_type{};
};

/// The answer's body is larger than was wanted.
class AnswerTooLarge : public bridge::Outage {
public:
    using Outage::Outage;
};

/// The connection ended before a whole answer had come.
class BrokenConnection : public bridge::Outage {
public:
    enum class Heard { nothing, something };
    BrokenConnection(const std::string& what, Heard heard) : Outage{what}, heard_{heard} {}

    /// Nothing of an answer: as far as one can know, the server has not begun with the request.
    bool was_silent() const noexcept { return heard_ == Heard::nothing; }

private:
    Heard heard_;
};

/// Where to connect to, and how long that and an answer may take.
struct ConnectionOptions {
    ServerUrl url;
    std::chrono::milliseconds connect_deadline{std::chrono::seconds{10}}; ///< TCP and TLS together
    std::chrono::milliseconds answer_deadline{std::chrono::seconds{60}};  ///< from the request to the answer's end
};

/// One connection to the homeserver that carries one exchange after another (HTTP/1.1). Everything throws Outage.
class Connection {
public:
    virtual ~Connection() = default;

    virtual bridge::Task<void> open() = 0;
    /// Throws BrokenConnection where it is the connection that failed.
    virtual bridge::Task<HttpResponse> exchange(const HttpRequest& request) = 0;
    /// It can carry another exchange: the last one ended well, and the server has neither closed it nor said anything.
    virtual bool is_usable() = 0;
    /// Returns when the server closes it or says something unasked.
    virtual bridge::Task<void> wait_for_end() = 0;
};

/// `tls` is needed where the URL is secure; it and the options outlive the connection.
std::unique_ptr<Connection> make_connection(const boost::asio::any_io_executor& executor,
                                            const ConnectionOptions& options, boost::asio::ssl::context* tls);

/// A context that verifies servers against this file of authorities, or the system's where it is empty. Throws
/// std::runtime_error that names the file where that cannot be read.
boost::asio::ssl::context make_tls_context(const std::string& ca_file);

} // namespace bascule::matrix
