#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/media/byte_range.hpp"
#include "bridge/media/file_cache.hpp"
#include "bridge/media/signed_links.hpp"
#include "bridge/ports/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace bascule::media {

/// Serves files of the homeserver over HTTP to whoever has a link that the bridge has made: GET and HEAD, whole or a
/// range.
class MediaListener {
public:
    /// Connections are served in the group, which ends them.
    MediaListener(boost::asio::any_io_executor executor, bridge::TaskGroup& tasks, FileCache& cache,
                  const SignedLinks& links, bridge::Clock now);

    /// Binds; throws std::runtime_error that says what is in the way.
    void open(const std::string& host, std::uint16_t port);
    /// Accepts until cancelled.
    Task<void> serve();

private:
    struct Request;
    Task<void> converse(boost::asio::ip::tcp::socket socket);
    Task<void> answer(boost::asio::ip::tcp::socket& socket, Request request);
    Task<void> send_file(boost::asio::ip::tcp::socket& socket, Request request, std::string name,
                         std::shared_ptr<GrowingFile> file);
    Task<void> send_bytes(boost::asio::ip::tcp::socket& socket, std::shared_ptr<GrowingFile> file, ByteRange range);

    bridge::TaskGroup& tasks_;
    FileCache& cache_;
    const SignedLinks& links_;
    bridge::Clock now_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::size_t connections_ = 0;
};

} // namespace bascule::media
