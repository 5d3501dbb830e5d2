#pragma once

#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"
#include "mapping/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::mapping {

/// What somebody may do with the bridge; each level includes those before it.
enum class Permission { block, use, plumb, admin };

std::optional<Permission> permission_from(std::string_view word);
std::string_view word_of(Permission permission);

/// Who may do what. Keys are `*`, a domain of either side, a Matrix user id or a bare JID; the most specific wins
/// (id, then domain, then `*`). Without a matching key: `use`.
class Permissions {
public:
    /// Fails where a key is none of the four forms, naming it.
    static Result<Permissions> create(const std::map<std::string, Permission>& rules);

    Permission of(const UserId& user) const;
    Permission of(const Jid& jid) const;
    /// The ids (not domains) that were given exactly this level, for messages such as "ask @boss:example.org".
    std::vector<std::string> named_with(Permission permission) const;

private:
    Permission look_up(std::string_view id, std::string_view domain) const;
    std::map<std::string, Permission, std::less<>> rules_;
};

} // namespace bascule::mapping
