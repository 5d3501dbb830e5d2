#pragma once

#include <string>
#include <utility>
#include <vector>

namespace bascule::store {

/// Where a PostgreSQL database is and how to log in, as libpq's keywords and values.
struct PostgresAddress {
    /// Throws std::invalid_argument, without repeating the URL, on what libpq does not understand.
    static PostgresAddress parse(const std::string& url);

    /// The value of a keyword, empty where it has none.
    const std::string& value_of(const std::string& keyword) const;
    void set(const std::string& keyword, std::string value);

    std::vector<std::pair<std::string, std::string>> parameters;
    std::string name; ///< for messages: without the password
};

} // namespace bascule::store
