#include "bridge/store/open_database.hpp"

#include "bridge/store/postgres/postgres_address.hpp"
#include "bridge/store/postgres/postgres_database.hpp"
#include "bridge/store/sqlite/sqlite_database.hpp"
#include "bridge/store/sqlite/sqlite_file.hpp"

#include <stdexcept>
#include <string_view>
#include <utility>

namespace bascule::store {

std::unique_ptr<Database> open_database(boost::asio::any_io_executor executor, const std::string& url,
                                        Tenancy tenancy) {
    constexpr std::string_view sqlite_scheme = "sqlite://";
    if (url.starts_with(sqlite_scheme)) {
        return std::make_unique<SqliteDatabase>(std::move(executor), SqliteFile{url.substr(sqlite_scheme.size())},
                                                tenancy);
    }
    if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
        return std::make_unique<PostgresDatabase>(std::move(executor), PostgresAddress::parse(url));
    }
    // Not repeated: whatever it is, it may hold a password.
    throw std::invalid_argument{"database: the address must begin with sqlite:// or postgresql://"};
}

} // namespace bascule::store
