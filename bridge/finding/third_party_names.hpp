#pragma once

#include "bridge/addresses.hpp"
#include "bridge/ports/third_party.hpp"

namespace bascule::bridge {

/// Lookups answered from the names alone.
class ThirdPartyNames final : public ThirdPartyLookup {
public:
    explicit ThirdPartyNames(AddressResolver& addresses) : addresses_{addresses} {}

    Task<ThirdPartyMatches> users_by_jid(std::string jid) override;
    Task<ThirdPartyMatches> rooms_by_jid(std::string jid) override;
    Task<ThirdPartyMatches> users_by_id(std::string user_id) override;
    Task<ThirdPartyMatches> rooms_by_alias(std::string alias) override;

private:
    AddressResolver& addresses_;
};

} // namespace bascule::bridge
