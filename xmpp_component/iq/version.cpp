#include "xmpp_component/iq/handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

namespace bascule::xmpp {

namespace {

IqAnswer answer_version(const Software& software) {
    IqAnswer answer;
    auto query = add(answer.payload, "query", ns::version);
    set_text(add(query, "name"), software.name);
    set_text(add(query, "version"), software.version);
    return answer;
}

} // namespace

void register_version(IqTable& table, const Software& software) {
    table.add({IqKey::Type::get, ns::version, "query"},
              [software](const IqRequest&) { return answer_version(software); });
}

} // namespace bascule::xmpp
