#include "bridge/store/migrations/migrations.hpp"

namespace bascule::store {

Migration migration_004_muc_passwords() {
    return {"passwords of MUCs", {"CREATE TABLE muc_password (muc text PRIMARY KEY, password text NOT NULL)"}};
}

} // namespace bascule::store
