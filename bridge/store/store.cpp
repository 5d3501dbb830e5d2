#include "bridge/store/store.hpp"

#include "bridge/store/migrations/migrations.hpp"

#include <utility>

namespace bascule::store {

Store::Store(std::unique_ptr<Database> database)
    : database_{std::move(database)},
      journal_{*database_},
      portals_{*database_},
      ghosts_{*database_},
      name_pairs_{*database_},
      occupants_{*database_},
      seats_{*database_},
      contacts_{*database_},
      message_links_{*database_},
      activity_{*database_},
      expulsions_{*database_},
      faces_{*database_},
      portal_moves_{*database_},
      avatars_{*database_},
      told_{*database_},
      gateway_{*database_},
      muc_passwords_{*database_},
      audit_{*database_},
      reactions_{*database_},
      threads_{*database_},
      polls_{*database_},
      mapping_{*database_},
      tracer_{*database_, message_links_} {}

Task<void> Store::migrate() {
    co_await store::migrate(*database_);
}

Task<void> Store::check() {
    co_await check_migratable(*database_);
}

Task<void> Store::close() {
    co_await database_->close();
}

} // namespace bascule::store
