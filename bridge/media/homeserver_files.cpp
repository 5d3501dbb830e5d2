#include "bridge/media/homeserver_files.hpp"

#include "bridge/ports/outage.hpp"
#include "matrix_appservice/client/connection.hpp"
#include "matrix_appservice/percent_encoding.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace bascule::media {

namespace {

using matrix::percent_encoded;

// The homeserver may have to ask another one first.
constexpr std::chrono::seconds patience{30};
constexpr int ok = 200;
constexpr int not_found = 404;
constexpr int first_server_error = 500;
constexpr int too_many = 429;

WebAddress address_of(const std::string& url) {
    auto address = WebAddress::parse(url);
    if (!address) {
        throw std::invalid_argument{"homeserver.url: " + address.error().reason};
    }
    return std::move(*address);
}

Task<std::string> body_of(WebExchange& exchange) {
    constexpr std::size_t most = 64U * 1024U;
    std::string text;
    for (;;) {
        const auto bytes = co_await exchange.next();
        if (bytes.empty() || text.size() > most) {
            break;
        }
        text += bytes;
    }
    co_return text;
}

std::string text_in(const nlohmann::json& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

} // namespace

HomeserverFiles::HomeserverFiles(Options options)
    : options_{std::move(options)},
      server_{address_of(options_.url)},
      tls_{matrix::make_tls_context(options_.ca_file)} {
    if (server_.target == "/") {
        server_.target.clear();
    }
}

Task<HomeserverFiles::Download> HomeserverFiles::ask(std::string target, std::string token) {
    auto address = server_;
    address.target += target;
    Download download;
    download.exchange = co_await connect_to(std::move(address), Permits(), tls_, patience);
    WebRequest request{.bearer_token = std::move(token)};
    download.head = co_await download.exchange->ask(std::move(request));
    co_return download;
}

// CS API, "Content repository": with a token since version 1.11, without one before.
Task<HomeserverFiles::Download> HomeserverFiles::download(mapping::MxcUri file) {
    const auto path = "download/" + percent_encoded(file.server) + '/' + file.media_id + "?timeout_ms=20000";
    auto answer = co_await ask("/_matrix/client/v1/media/" + path, options_.as_token);
    if (answer.head.status == not_found) {
        const auto body = nlohmann::json::parse(co_await body_of(*answer.exchange), nullptr, false);
        if (text_in(body, "errcode") == "M_UNRECOGNIZED") {
            answer = co_await ask("/_matrix/media/v3/" + path, std::string());
        }
    }
    co_return answer;
}

Task<bridge::Answer<std::string>> HomeserverFiles::upload(const Spool& bytes, std::string name, std::string type,
                                                          mapping::UserId as) {
    auto address = server_;
    address.target += "/_matrix/media/v3/upload?filename=" + percent_encoded(name);
    if (as != options_.bot) {
        address.target += "&user_id=" + percent_encoded(as.str());
    }
    std::string text;
    WebHead head;
    try {
        const auto exchange = co_await connect_to(std::move(address), Permits(), tls_, patience);
        WebRequest request{"POST", options_.as_token, std::move(type), &bytes};
        head = co_await exchange->ask(std::move(request));
        text = co_await body_of(*exchange);
    } catch (const WebFailure& failure) {
        throw bridge::Outage{std::string{"the homeserver takes no file: "} + failure.what()};
    }
    const auto body = nlohmann::json::parse(text, nullptr, false);
    if (head.status >= first_server_error || head.status == too_many) {
        throw bridge::Outage{"the homeserver takes no file: it answers " + std::to_string(head.status)};
    }
    auto uri = text_in(body, "content_uri");
    if (head.status != ok || uri.empty()) {
        co_return bridge::Refusal{head.status, text_in(body, "errcode"), text_in(body, "error")};
    }
    co_return uri;
}

} // namespace bascule::media
