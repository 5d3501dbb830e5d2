#include "xmpp_component/iq/handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"

namespace bascule::xmpp {

// A MUC may pass on to the occupant himself what he pinged his own seat with (XEP-0410); he too answers here.
void register_ping(IqTable& table) {
    table.add({IqKey::Type::get, ns::ping, "ping"}, [](const IqRequest&) { return IqAnswer{}; });
}

} // namespace bascule::xmpp
