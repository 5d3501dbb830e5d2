#include "bridge/media/media_listener.hpp"

#include "bridge/async/race.hpp"
#include "bridge/log.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace bascule::media {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr std::size_t most_connections = 128;
constexpr std::uint32_t most_header_bytes = 16U * 1024U;
constexpr std::size_t piece = 64U * 1024U;
constexpr auto patience = 30s; // for a request, and for each piece that is taken
constexpr auto pause_after_failed_accept = 200ms;
constexpr auto a_month = "private, max-age=2592000, immutable";

// What browsers show and cannot run. Anything else is handed over to be saved.
bool is_shown(std::string_view type) {
    const bool is_drawing = type.starts_with("image/svg");
    return !is_drawing && (type.starts_with("image/") || type.starts_with("audio/") || type.starts_with("video/"));
}

struct Counted {
    explicit Counted(std::size_t& number) : number_{number} { ++number_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    Counted(Counted&&) = delete;
    Counted& operator=(Counted&&) = delete;
    ~Counted() { --number_; }
    std::size_t& number_;
};

http::response<http::empty_body> head_of(int status) {
    http::response<http::empty_body> head{http::int_to_status(static_cast<unsigned>(status)), 11};
    head.keep_alive(false);
    head.set(http::field::access_control_allow_origin, "*"); // for clients that are web pages
    head.set("X-Content-Type-Options", "nosniff");
    head.set("Content-Security-Policy", "sandbox; default-src 'none'");
    head.set("Cross-Origin-Resource-Policy", "cross-origin");
    head.set("Referrer-Policy", "no-referrer");
    return head;
}

Task<void> write(tcp::socket& socket, http::response<http::empty_body> head) {
    boost::system::error_code gone;
    http::response_serializer<http::empty_body> serializer{head};
    co_await http::async_write_header(socket, serializer, asio::redirect_error(asio::use_awaitable, gone));
    if (gone) {
        throw WebFailure{gone.message()};
    }
}

Task<void> write_bytes(tcp::socket& socket, std::string bytes) {
    boost::system::error_code gone;
    co_await asio::async_write(socket, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, gone));
    if (gone) {
        throw WebFailure{gone.message()};
    }
}

Task<void> write_words(tcp::socket& socket, int status, std::string words) {
    auto head = head_of(status);
    head.set(http::field::content_type, "text/plain; charset=utf-8");
    head.set(http::field::cache_control, "no-store");
    head.content_length(words.size());
    co_await write(socket, std::move(head));
    co_await write_bytes(socket, std::move(words));
}

} // namespace

struct MediaListener::Request {
    std::string method;
    std::string path;
    std::string range;
    bool is_head() const { return method == "HEAD"; }
};

MediaListener::MediaListener(asio::any_io_executor executor, bridge::TaskGroup& tasks, FileCache& cache,
                             const SignedLinks& links, bridge::Clock now)
    : tasks_{tasks}, cache_{cache}, links_{links}, now_{std::move(now)}, acceptor_{std::move(executor)} {}

void MediaListener::open(const std::string& host, std::uint16_t port) {
    try {
        tcp::resolver resolver{acceptor_.get_executor()};
        const auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive);
        const auto address = found.begin()->endpoint();
        acceptor_.open(address.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address{true});
        acceptor_.bind(address);
        acceptor_.listen();
    } catch (const boost::system::system_error& failure) {
        throw std::runtime_error{"media.listen: cannot listen on " + host + ':' + std::to_string(port) + " (" +
                                 failure.code().message() + "); choose another port or end who uses it"};
    }
}

Task<void> MediaListener::serve() {
    for (;;) {
        tcp::socket socket{acceptor_.get_executor()};
        boost::system::error_code error;
        co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
        if (error == asio::error::operation_aborted) {
            co_return;
        }
        if (error) {
            bridge::log(bridge::LogPart::matrix).warn("media listener: {}", error.message());
            co_await bridge::pause(pause_after_failed_accept);
        } else if (connections_ < most_connections) {
            tasks_.spawn("media connection", converse(std::move(socket)));
        }
    }
}

Task<void> MediaListener::converse(tcp::socket socket) {
    const Counted counted{connections_};
    boost::beast::flat_buffer buffer{most_header_bytes};
    http::request_parser<http::empty_body> parser;
    parser.header_limit(most_header_bytes);
    const auto read = [&]() -> Task<void> {
        boost::system::error_code failure;
        co_await http::async_read(socket, buffer, parser, asio::redirect_error(asio::use_awaitable, failure));
        if (failure) {
            throw WebFailure{failure.message()};
        }
    };
    try {
        co_await bridge::within(patience, "a request for a file", read());
        const auto& message = parser.get();
        const std::string_view target = message.target();
        Request request{std::string{message.method_string()}, std::string{target.substr(0, target.find('?'))},
                        std::string{message[http::field::range]}};
        co_await answer(socket, std::move(request));
    } catch (const WebFailure& gone) { // that the other side goes away is its own business
        bridge::log(bridge::LogPart::matrix).debug("media connection: {}", gone.what());
    } catch (const bridge::Outage& slow) {
        bridge::log(bridge::LogPart::matrix).debug("media connection: {}", slow.what());
    }
}

Task<void> MediaListener::answer(tcp::socket& socket, Request request) {
    constexpr int bad_method = 405;
    constexpr int forbidden = 403;
    constexpr int gone = 410;
    constexpr int ok = 200;
    constexpr int not_found = 404;
    constexpr int bad_gateway = 502;
    if (request.method != "GET" && !request.is_head()) {
        co_await write_words(socket, bad_method, "Files can only be read.\n");
        co_return;
    }
    auto opened = links_.open(request.path, now_());
    if (opened.finding == SignedLinks::Finding::forged) {
        co_await write_words(socket, forbidden, "This is no link that the bridge has made.\n");
        co_return;
    }
    if (opened.finding == SignedLinks::Finding::ended) {
        co_await write_words(socket, gone, "This link has ended. Ask whoever has sent the file for it.\n");
        co_return;
    }
    auto file = co_await cache_.open(*opened.file);
    if (file->status == not_found) {
        co_await write_words(socket, not_found, "The homeserver does not have this file any more.\n");
    } else if (file->status != ok) {
        co_await write_words(socket, bad_gateway, "The homeserver does not give out this file now.\n");
    } else {
        co_await send_file(socket, std::move(request), std::move(opened.name), std::move(file));
    }
}

Task<void> MediaListener::send_file(tcp::socket& socket, Request request, std::string name,
                                    std::shared_ptr<GrowingFile> file) {
    constexpr int ok = 200;
    constexpr int partial = 206;
    constexpr int impossible = 416;
    while (!file->length && !file->is_broken) {
        co_await file->changed.wait();
    }
    const auto size = file->length.value_or(0);
    const auto wish = range_in(request.range, size);
    auto head = head_of(wish.kind == RangeWish::Kind::all    ? ok
                        : wish.kind == RangeWish::Kind::part ? partial
                                                             : impossible);
    head.set(http::field::accept_ranges, "bytes");
    if (wish.kind == RangeWish::Kind::impossible) {
        head.set(http::field::content_range, "bytes */" + std::to_string(size));
        head.content_length(0);
        co_await write(socket, std::move(head));
        co_return;
    }
    const bool is_shown_there = is_shown(file->type);
    const auto range = wish.kind == RangeWish::Kind::all ? ByteRange{0, size} : wish.part;
    head.set(http::field::content_type, is_shown_there ? file->type : std::string{"application/octet-stream"});
    head.set(http::field::content_disposition,
             (is_shown_there ? "inline; filename*=UTF-8''" : "attachment; filename*=UTF-8''") + name);
    head.set(http::field::cache_control, a_month);
    head.content_length(range.end - range.begin);
    if (wish.kind == RangeWish::Kind::part) {
        head.set(http::field::content_range, "bytes " + std::to_string(range.begin) + '-' +
                                                 std::to_string(range.end - 1) + '/' + std::to_string(size));
    }
    co_await write(socket, std::move(head));
    if (!request.is_head()) {
        co_await send_bytes(socket, std::move(file), range);
    }
}

Task<void> MediaListener::send_bytes(tcp::socket& socket, std::shared_ptr<GrowingFile> file, ByteRange range) {
    while (range.begin < range.end) {
        const auto wanted = std::min<std::uint64_t>(piece, range.end - range.begin);
        auto bytes = file->bytes.read(range.begin, static_cast<std::size_t>(wanted));
        if (bytes.empty()) {
            if (file->is_whole || file->is_broken) {
                throw WebFailure{"the file ended before its end"};
            }
            co_await file->changed.wait();
            continue;
        }
        range.begin += bytes.size();
        co_await bridge::within(patience, "somebody who fetches a file", write_bytes(socket, std::move(bytes)));
    }
}

} // namespace bascule::media
