#include "matrix_appservice/client/media.hpp"

#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/percent_encoding.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::MediaFile;
using bridge::Refusal;
using bridge::Task;

namespace {

constexpr auto with_token = "/_matrix/client/v1/media/";
constexpr auto without_token = "/_matrix/media/v3/";

// How long the homeserver waits for the server that has the file.
constexpr auto patience = "timeout_ms=20000";

// CS API, "Matrix content URIs": mxc://server/id
std::optional<std::string> path_of(std::string_view mxc) {
    constexpr std::string_view scheme = "mxc://";
    const auto rest = mxc.starts_with(scheme) ? mxc.substr(scheme.size()) : std::string_view{};
    const auto slash = rest.find('/');
    if (slash == 0 || slash == std::string_view::npos || slash + 1 == rest.size()) {
        return std::nullopt;
    }
    return percent_encoded(rest.substr(0, slash)) + '/' + percent_encoded(rest.substr(slash + 1));
}

// CS API, "Common error codes": a homeserver before 1.11 does not know the endpoint.
bool knows_no_such_endpoint(const Refusal& refusal) {
    return refusal.errcode == "M_UNRECOGNIZED";
}

} // namespace

Task<Answer<MediaFile>> MediaClient::download(std::string mxc, std::size_t most_bytes) {
    Wish wish{.kind = "download", .mxc = std::move(mxc), .query = patience, .most_bytes = most_bytes};
    co_return co_await get(std::move(wish));
}

Task<Answer<MediaFile>> MediaClient::thumbnail(std::string mxc, int pixels, std::size_t most_bytes) {
    const auto side = std::to_string(pixels);
    Wish wish{.kind = "thumbnail",
              .mxc = std::move(mxc),
              .query = "width=" + side + "&height=" + side + "&method=crop&animated=false&" + patience,
              .most_bytes = most_bytes};
    co_return co_await get(std::move(wish));
}

Task<Answer<MediaFile>> MediaClient::get(Wish wish) {
    auto response = co_await get_from(with_token, wish);
    if (!response && knows_no_such_endpoint(response.error())) {
        response = co_await get_from(without_token, std::move(wish));
    }
    if (!response) {
        co_return response.error();
    }
    co_return MediaFile{std::move(response->body), std::move(response->content_type)};
}

Task<Answer<HttpResponse>> MediaClient::get_from(std::string prefix, Wish wish) {
    const auto path = path_of(wish.mxc);
    if (!path) {
        co_return Refusal{0, "M_INVALID_PARAM", "no mxc: URL"};
    }
    ApiCall call{.name = "media_" + wish.kind, .method = "GET", .path = prefix + wish.kind + '/' + *path};
    call.query = std::move(wish.query);
    call.most_bytes = wish.most_bytes;
    call.credentials = prefix == with_token ? Credentials::token : Credentials::none;
    co_return co_await api_.fetch(std::move(call));
}

Task<Answer<std::string>> MediaClient::upload(MediaFile file, std::string name) {
    ApiCall call{.name = "media_upload",
                 .method = "POST",
                 .path = "/_matrix/media/v3/upload",
                 .query = "filename=" + percent_encoded(name)};
    call.body = std::move(file.bytes);
    call.content_type = std::move(file.type);
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    const auto body = parse_json(*answer);
    auto mxc = body ? string_in(*body, "content_uri").value_or("") : std::string{};
    if (mxc.empty()) {
        throw bridge::Outage{"the homeserver's answer names no file"};
    }
    co_return mxc;
}

} // namespace bascule::matrix
