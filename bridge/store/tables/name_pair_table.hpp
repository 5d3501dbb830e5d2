#pragma once

#include "bridge/ports/registry.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// A name is a hash of its original, so a pair that is there stays as it is.
class NamePairTable final : public bridge::NamePairs {
public:
    explicit NamePairTable(Database& database) : database_{database} {}

    Task<void> remember(std::string name, std::string original) override;
    Task<std::optional<std::string>> original_of(std::string name) override;

private:
    Database& database_;
};

} // namespace bascule::store
