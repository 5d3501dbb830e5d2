#pragma once

#include <string>

namespace bascule::matrix {

/// A server's key and the certificate that it has signed itself, both PEM.
struct Certificate {
    std::string key;
    std::string certificate;
};

/// For these names, written as OpenSSL does it, such as `DNS:localhost,IP:127.0.0.1`; valid now.
Certificate make_certificate(const std::string& names);

} // namespace bascule::matrix
