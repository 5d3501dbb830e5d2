#pragma once

#include "bridge/async/task.hpp"
#include "mapping/jid.hpp"

#include <optional>
#include <string>

namespace bascule::bridge {

/// A picture as the XMPP side is shown it.
struct Portrait {
    std::string bytes;
    std::string type; ///< such as image/png
    std::string hash; ///< SHA-1 in hexadecimal digits
};

/// Where the component asks for the pictures of ours.
class Portraits {
public:
    virtual ~Portraits() = default;
    /// Of somebody, or something, with an address of ours; nothing where there is none. Throws Outage where that cannot
    /// be found out now.
    virtual Task<std::optional<Portrait>> portrait_of(mapping::Jid address) = 0;
};

} // namespace bascule::bridge
