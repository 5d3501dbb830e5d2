#include "bridge/media/remote_files.hpp"

#include "bridge/async/race.hpp"
#include "bridge/media/aesgcm.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bascule::media {

namespace {

constexpr int most_redirections = 5;
constexpr std::uint64_t bytes_per_mebibyte = 1024U * 1024U;

bool is_redirection(int status) {
    constexpr std::array redirections{301, 302, 303, 307, 308};
    return std::ranges::find(redirections, status) != redirections.end();
}

[[noreturn]] void refuse_size(std::uint64_t most) {
    throw WebFailure{"it is larger than " + std::to_string(most / bytes_per_mebibyte) + " MiB"};
}

} // namespace

RemoteFiles::RemoteFiles(AddressGuard guard, Limits limits)
    : guard_{std::move(guard)}, limits_{limits}, tls_{boost::asio::ssl::context::tls_client} {
    tls_.set_default_verify_paths();
}

Task<FetchedFile> RemoteFiles::fetch(std::string url) {
    auto address = WebAddress::parse(url);
    if (!address) {
        throw WebFailure{address.error().reason};
    }
    const auto fragment = address->fragment;
    try {
        auto followed = follow(std::move(*address));
        auto file = co_await bridge::within(limits_.deadline, url, std::move(followed));
        if (url.starts_with("aesgcm:")) {
            FetchedFile plain{decrypted(file.bytes, fragment), std::string{}};
            co_return plain;
        }
        co_return file;
    } catch (const bridge::Outage&) {
        throw WebFailure{"its server is too slow"};
    }
}

Task<FetchedFile> RemoteFiles::follow(WebAddress address) {
    for (int number = 0; number <= most_redirections; ++number) {
        const auto permits = [this](const boost::asio::ip::address& asked) { return guard_.permits(asked); };
        const auto exchange = co_await connect_to(address, permits, tls_, limits_.patience);
        WebRequest request;
        auto head = co_await exchange->ask(std::move(request));
        if (!is_redirection(head.status)) {
            co_return co_await take(*exchange, std::move(head));
        }
        auto next = address.relative(head.location);
        if (!next || (address.is_secure && !next->is_secure)) {
            throw WebFailure{"it has moved to where it cannot be followed"};
        }
        address = std::move(*next);
    }
    throw WebFailure{"its server sends from one place to another"};
}

Task<FetchedFile> RemoteFiles::take(WebExchange& exchange, WebHead head) {
    constexpr int ok = 200;
    if (head.status != ok) {
        throw WebFailure{"its server answers " + std::to_string(head.status)};
    }
    if (head.length.value_or(0) > limits_.most_bytes) {
        refuse_size(limits_.most_bytes);
    }
    FetchedFile file{Spool{}, std::move(head.type)};
    for (;;) {
        const auto bytes = co_await exchange.next();
        if (bytes.empty()) {
            break;
        }
        if (file.bytes.size() + bytes.size() > limits_.most_bytes) {
            refuse_size(limits_.most_bytes);
        }
        file.bytes.append(bytes);
    }
    co_return file;
}

} // namespace bascule::media
