#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bascule::matrix {

/// Notices a transaction that was left out. Synapse numbers them one by one, and one that is written down just as it
/// finds us recovered stays there, unsent, until we fail the next time; what comes after it would overtake it. Other
/// homeservers' ids are no such numbers, and say nothing.
class TransactionOrder {
public:
    /// Is there a gap between the transaction taken last and this one?
    bool skips_to(std::string_view id) const;
    void took(std::string_view id);

private:
    std::optional<std::uint64_t> last_; // a lower one than before: the homeserver counts anew, or sends it late
};

} // namespace bascule::matrix
