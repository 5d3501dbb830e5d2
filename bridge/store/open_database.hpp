#pragma once

#include "bridge/store/database.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace bascule::store {

/// `sole`: the bridge itself, which consumes the journal; of an SQLite file there is at most one at a time.
/// `visitor`: commands that look things up or store a name pair, also while the bridge runs.
enum class Tenancy { sole, visitor };

/// Opens `sqlite:///absolute/path`, `sqlite://relative/path`, `sqlite://:memory:`, or `postgresql://…` (`postgres://`)
/// with all that libpq allows there. An SQLite file is opened at once, and made with mode 0600 where it is missing;
/// PostgreSQL is connected to in the background. Throws std::invalid_argument on an address that is none, and
/// std::runtime_error, with the remedy, when the SQLite file cannot be used; neither repeats a password.
std::unique_ptr<Database> open_database(boost::asio::any_io_executor executor, const std::string& url,
                                        Tenancy tenancy = Tenancy::visitor);

} // namespace bascule::store
