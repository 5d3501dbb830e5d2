#pragma once

#include "mapping/mxc.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bascule::media {

/// Links to files of the homeserver that only the bridge can make, and that end:
/// `…/media/SERVER/ID/END-SIGNATURE/NAME`, where END is Unix time in seconds and the signature HMAC-SHA-256 over all
/// before it. The name is not signed.
class SignedLinks {
public:
    /// `base`: the web address under which they are served, without a slash at its end.
    SignedLinks(std::string base, std::string secret) : base_{std::move(base)}, secret_{std::move(secret)} {}

    /// `end_ms`: Unix time in milliseconds. The name's ending tells clients what it is.
    std::string make(const mapping::MxcUri& file, std::int64_t end_ms, std::string_view name) const;

    enum class Finding { valid, forged, ended };
    struct Opened {
        Finding finding = Finding::forged;
        std::optional<mapping::MxcUri> file{};
        std::string name{};
    };
    /// What a request's path means.
    Opened open(std::string_view path, std::int64_t now_ms) const;

private:
    std::string signature_of(const mapping::MxcUri& file, const std::string& end) const;

    std::string base_;
    std::string secret_;
};

} // namespace bascule::media
