#pragma once

#include "bridge/async/task.hpp"
#include "mapping/matrix_id.hpp"

#include <optional>
#include <string>

namespace bascule::bridge {

/// What is known of avatars, so that none is fetched twice. Hashes are SHA-1 in hexadecimal digits, as XEP-0153 and
/// XEP-0084 have them. Every call throws Outage when the store cannot be reached.
class AvatarMemory {
public:
    virtual ~AvatarMemory() = default;
    /// Of the picture that the XMPP side is shown for this mxc: URL; empty where none can be shown.
    virtual Task<std::optional<std::string>> hash_of(std::string mxc) = 0;
    virtual Task<void> remember_hash(std::string mxc, std::string hash) = 0;
    /// Where a picture of the XMPP side was uploaded to; empty where it is none that may be.
    virtual Task<std::optional<std::string>> upload_of(std::string hash) = 0;
    virtual Task<void> remember_upload(std::string hash, std::string mxc) = 0;
    /// The hash that a ghost's avatar was last set by; empty where it was taken away.
    virtual Task<std::optional<std::string>> worn_by(mapping::UserId ghost) = 0;
    virtual Task<void> remember_worn(mapping::UserId ghost, std::string hash) = 0;
};

} // namespace bascule::bridge
