#pragma once

#include "bridge/ports/muc_passwords.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

class MucPasswordTable final : public bridge::MucPasswords {
public:
    explicit MucPasswordTable(Database& database) : database_{database} {}

    Task<std::string> of(mapping::Jid muc) override;
    Task<void> save(mapping::Jid muc, std::string password) override;
    Task<void> remove(mapping::Jid muc) override;

private:
    Database& database_;
};

} // namespace bascule::store
