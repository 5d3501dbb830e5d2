#pragma once

#include "bridge/ports/ghost_profiles.hpp"
#include "matrix_appservice/client/api_client.hpp"

#include <string>

namespace bascule::matrix {

/// Avatars and presence of ghosts (CS API, "Profiles" and "Presence"). Outlives its calls.
class GhostProfileClient final : public bridge::GhostProfiles {
public:
    explicit GhostProfileClient(ApiClient& api) : api_{api} {}

    bridge::Task<bridge::Answer<void>> set_avatar(mapping::UserId ghost, std::string mxc) override;
    bridge::Task<bridge::Answer<void>> set_presence(mapping::UserId ghost, bridge::GhostPresence presence) override;

private:
    ApiClient& api_;
};

} // namespace bascule::matrix
