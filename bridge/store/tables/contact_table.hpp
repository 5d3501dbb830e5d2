#pragma once

#include "bridge/ports/registry.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// Contacts as a table. Both addresses may be of any length.
class ContactTable final : public bridge::Contacts {
public:
    explicit ContactTable(Database& database) : database_{database} {}

    Task<std::optional<bridge::Contact>> find(mapping::Jid puppet, mapping::Jid peer) override;
    Task<void> save(bridge::Contact contact) override;
    Task<void> remove(mapping::Jid puppet, mapping::Jid peer) override;
    Task<std::vector<bridge::Contact>> watchers() override;

private:
    Database& database_;
};

} // namespace bascule::store
