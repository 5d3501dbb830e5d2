#pragma once

#include "bridge/media/web_exchange.hpp"
#include "bridge/ports/homeserver.hpp"
#include "mapping/mxc.hpp"

#include <memory>
#include <string>

namespace bascule::media {

/// The homeserver's content repository (CS API, "Content repository"), piece by piece.
class HomeserverFiles {
public:
    struct Options {
        std::string url; ///< without a slash at its end
        std::string ca_file;
        std::string as_token;
        mapping::UserId bot;
    };

    /// Throws std::invalid_argument for a URL that is none, std::runtime_error for an unreadable ca_file.
    explicit HomeserverFiles(Options options);

    struct Download {
        std::unique_ptr<WebExchange> exchange;
        WebHead head;
    };
    /// Asks for a file; the answer may be that there is none. Throws WebFailure.
    Task<Download> download(mapping::MxcUri file);
    /// Stores a file and returns its mxc: URI. Throws Outage.
    Task<bridge::Answer<std::string>> upload(const Spool& bytes, std::string name, std::string type,
                                             mapping::UserId as);

private:
    Task<Download> ask(std::string target, std::string token);

    Options options_;
    WebAddress server_;
    boost::asio::ssl::context tls_;
};

} // namespace bascule::media
