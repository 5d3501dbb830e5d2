#pragma once

#include "bridge/async/task.hpp"
#include "bridge/media/spool.hpp"
#include "bridge/media/web_address.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace bascule::media {

using bridge::Task;

/// A server could not be asked, or gave no whole answer. The text says why, in plain words.
class WebFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct WebRequest {
    std::string method = "GET";
    std::string bearer_token{};
    std::string content_type{};
    const Spool* body = nullptr; ///< none where it is null
};

struct WebHead {
    int status = 0;
    std::optional<std::uint64_t> length{}; ///< of the body, where it is told
    std::string type{};                    ///< Content-Type
    std::string location{};
};

/// One request and its answer (HTTP/1.1), whose body is taken piece by piece. Throws WebFailure.
class WebExchange {
public:
    virtual ~WebExchange() = default;
    virtual Task<WebHead> ask(WebRequest request) = 0;
    /// The next piece of the body; empty at its end.
    virtual Task<std::string> next() = 0;
};

/// Which addresses may be connected to; empty: all.
using Permits = std::function<bool(const boost::asio::ip::address&)>;

/// Connects to an address that is permitted: what a name means is asked once, so it cannot mean something else a moment
/// later. Each step may take as long as `patience`. `tls` outlives the exchange. Throws WebFailure.
Task<std::unique_ptr<WebExchange>> connect_to(WebAddress address, Permits permits, boost::asio::ssl::context& tls,
                                              std::chrono::milliseconds patience);

} // namespace bascule::media
