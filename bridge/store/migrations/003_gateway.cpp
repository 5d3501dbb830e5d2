#include "bridge/store/migrations/migrations.hpp"

namespace bascule::store {

Migration migration_003_gateway() {
    return {"gateway: the MUCs that we host, and who is in",
            {R"sql(CREATE TABLE gateway_room (
                 address text PRIMARY KEY,
                 room text NOT NULL))sql",
             R"sql(CREATE TABLE gateway_session (
                 address text NOT NULL,
                 jid text NOT NULL,
                 whole_jid text,
                 ghost text NOT NULL,
                 nick text NOT NULL,
                 gone_since_ms bigint,
                 PRIMARY KEY (address, jid)))sql",
             R"sql(CREATE TABLE gateway_nick (
                 address text NOT NULL,
                 matrix_user text NOT NULL,
                 nick text NOT NULL,
                 PRIMARY KEY (address, matrix_user)))sql"}};
}

} // namespace bascule::store
