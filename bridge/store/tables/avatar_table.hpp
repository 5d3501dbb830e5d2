#pragma once

#include "bridge/ports/avatar_memory.hpp"
#include "bridge/store/database.hpp"

#include <string>

namespace bascule::store {

/// What is known of avatars as one table of pairs; what is looked up may be of any length.
class AvatarTable final : public bridge::AvatarMemory {
public:
    explicit AvatarTable(Database& database) : database_{database} {}

    Task<std::optional<std::string>> hash_of(std::string mxc) override;
    Task<void> remember_hash(std::string mxc, std::string hash) override;
    Task<std::optional<std::string>> upload_of(std::string hash) override;
    Task<void> remember_upload(std::string hash, std::string mxc) override;
    Task<std::optional<std::string>> worn_by(mapping::UserId ghost) override;
    Task<void> remember_worn(mapping::UserId ghost, std::string hash) override;

private:
    Task<std::optional<std::string>> find(std::string kind, std::string name);
    Task<void> save(std::string kind, std::string name, std::string value);

    Database& database_;
};

} // namespace bascule::store
