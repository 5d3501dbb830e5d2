#pragma once

#include "bridge/ports/mapping_desk.hpp"
#include "bridge/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bascule::store {

/// The table feature_mapping. What it holds is read again when its audit has grown, which triggers of the database see
/// to, whoever writes. A row that makes no sense, which only SQL can have put there, is logged and counts for nothing.
class MappingTable final : public bridge::MappingDesk {
public:
    explicit MappingTable(Database& database) : database_{database} {}

    Task<mapping::FeatureTable> table() override;
    Task<void> set(mapping::FeatureRule rule, std::string who) override;
    Task<bool> reset(mapping::Feature feature, mapping::Direction direction, mapping::Scope scope,
                     std::string who) override;
    Task<std::vector<bridge::MappingChange>> changes(int at_most) override;

private:
    Database& database_;
    mapping::FeatureTable known_;
    std::optional<std::int64_t> known_until_; // the audit's last number when it was read
};

} // namespace bascule::store
