#include "bridge/store/postgres/pq.hpp"

#include <sstream>

namespace bascule::store {

std::string pq_error(const PGconn& connection) {
    std::istringstream lines{PQerrorMessage(&connection)};
    std::string message;
    for (std::string line; std::getline(lines, line);) {
        // Indented lines guess at the cause; libpq adds "invalid socket" once it has closed it itself.
        if (line.empty() || line.starts_with('\t') || line == "invalid socket") {
            continue;
        }
        message += message.empty() ? line : "; " + line;
    }
    return message.empty() ? "the connection broke" : message;
}

} // namespace bascule::store
