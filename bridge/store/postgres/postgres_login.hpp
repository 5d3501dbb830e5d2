#pragma once

#include "bridge/async/task.hpp"
#include "bridge/store/postgres/postgres_address.hpp"
#include "bridge/store/postgres/pq.hpp"

namespace bascule::store {

/// Connects and logs in (PQconnectStartParams, PQconnectPoll) without blocking the thread, not even for the name of
/// the host. Returns a connection in non-blocking pipeline mode, or throws Outage with libpq's reason. Has no
/// deadline; when cancelled it ends soon, except while the system looks up a name, which cannot be cut short.
bridge::Task<PqConnection> log_in(PostgresAddress address);

} // namespace bascule::store
