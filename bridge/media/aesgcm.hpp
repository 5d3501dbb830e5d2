#pragma once

#include "bridge/media/spool.hpp"

#include <string_view>

namespace bascule::media {

/// The bytes of a file that somebody has encrypted before he uploaded it (XEP-0454 §3): AES-256-GCM, whose tag stands
/// at the end. `fragment` is that of the `aesgcm:` URL: IV of 12 or 16 bytes and key of 32, in hexadecimal digits.
/// Throws WebFailure where the key is none or does not fit.
Spool decrypted(const Spool& encrypted, std::string_view fragment);

} // namespace bascule::media
