#pragma once

#include "bridge/async/task.hpp"
#include "mapping/matrix_id.hpp"
#include "matrix_appservice/client/api_client.hpp"

#include <cstdint>
#include <optional>

namespace bascule::matrix {

/// Whether accounts of our homeserver are deactivated, where it tells that (MSC3720): their profiles go on being shown
/// like everybody's.
class AccountStatus {
public:
    /// It must outlive this.
    explicit AccountStatus(ApiClient& api) : api_{api} {}

    /// False also where the homeserver does not say. Throws Outage.
    bridge::Task<bool> is_deactivated(mapping::UserId user);

private:
    ApiClient& api_;
    std::optional<std::uint64_t> unknown_at_; // the count of outages then: after a restart it may know the question
};

} // namespace bascule::matrix
