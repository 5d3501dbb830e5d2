#pragma once

#include "bridge/media/address_guard.hpp"
#include "bridge/media/web_exchange.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace bascule::media {

/// A file that was fetched.
struct FetchedFile {
    Spool bytes;
    std::string type; ///< as its server calls it, may be empty
};

/// Fetches what people of XMPP link to, guarded: from no private address, not by redirection either; no more bytes and
/// no longer than is set.
class RemoteFiles {
public:
    struct Limits {
        std::uint64_t most_bytes = 0;
        std::chrono::milliseconds patience{std::chrono::seconds{15}}; ///< for each step
        std::chrono::milliseconds deadline{std::chrono::minutes{2}};  ///< for all of it
    };

    RemoteFiles(AddressGuard guard, Limits limits);

    /// Throws WebFailure, in plain words.
    Task<FetchedFile> fetch(std::string url);

private:
    Task<FetchedFile> follow(WebAddress address);
    Task<FetchedFile> take(WebExchange& exchange, WebHead head);

    AddressGuard guard_;
    Limits limits_;
    boost::asio::ssl::context tls_;
};

} // namespace bascule::media
