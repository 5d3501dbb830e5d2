#include "xmpp_component/iq/handlers.hpp"

namespace bascule::xmpp {

IqTable make_iq_table(const Software& software) {
    IqTable table;
    register_disco(table);
    register_version(table, software);
    register_ping(table);
    register_time(table);
    return table;
}

} // namespace bascule::xmpp
