#include "bridge/store/postgres/pq.hpp"

#include <boost/algorithm/string/replace.hpp>
#include <boost/algorithm/string/trim.hpp>

namespace bascule::store {

std::string pq_error(const PGconn& connection) {
    std::string message = PQerrorMessage(&connection);
    boost::algorithm::trim(message);
    boost::algorithm::replace_all(message, "\n", "; ");
    boost::algorithm::replace_all(message, "\t", "");
    return message.empty() ? "the connection broke" : message;
}

} // namespace bascule::store
