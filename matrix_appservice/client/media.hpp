#pragma once

#include "bridge/ports/media.hpp"
#include "matrix_appservice/client/api_client.hpp"

#include <string>

namespace bascule::matrix {

/// The content repository (CS API, "Content repository"), which wants to be asked with a token since version 1.11 and
/// without one before. Outlives its calls.
class MediaClient final : public bridge::Media {
public:
    explicit MediaClient(ApiClient& api) : api_{api} {}

    bridge::Task<bridge::Answer<bridge::MediaFile>> download(std::string mxc, std::size_t most_bytes) override;
    bridge::Task<bridge::Answer<bridge::MediaFile>> thumbnail(std::string mxc, int pixels,
                                                              std::size_t most_bytes) override;
    bridge::Task<bridge::Answer<std::string>> upload(bridge::MediaFile file, std::string name) override;

private:
    struct Wish {
        std::string kind; ///< download or thumbnail
        std::string mxc;
        std::string query{};
        std::size_t most_bytes = 0;
    };
    bridge::Task<bridge::Answer<bridge::MediaFile>> get(Wish wish);
    bridge::Task<bridge::Answer<HttpResponse>> get_from(std::string prefix, Wish wish);

    ApiClient& api_;
};

} // namespace bascule::matrix
