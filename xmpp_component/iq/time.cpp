#include "xmpp_component/iq/handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/timestamp.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <chrono>

namespace bascule::xmpp {

namespace {

// The bridge's own time: it knows nothing of where a Matrix user is.
IqAnswer answer_time() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    IqAnswer answer;
    auto time = add(answer.payload, "time", ns::time);
    set_text(add(time, "tzo"), "+00:00");
    set_text(add(time, "utc"), format_timestamp(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()));
    return answer;
}

} // namespace

void register_time(IqTable& table) {
    table.add({IqKey::Type::get, ns::time, "time"}, [](const IqRequest&) { return answer_time(); });
}

} // namespace bascule::xmpp
