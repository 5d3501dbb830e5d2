#include "xmpp_component/muc/self_ping.hpp"

#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace bascule::xmpp {

pugi::xml_document encode_ping(const mapping::Jid& from, const mapping::Jid& to) {
    auto iq = make_stanza("iq", "get", from, to);
    add(iq.document_element(), "ping", ns::ping);
    return iq;
}

std::optional<bool> judge_self_ping(const IqReply& reply) {
    constexpr std::array<std::string_view, 2> from_the_occupant{"service-unavailable", "feature-not-implemented"};
    constexpr std::array<std::string_view, 2> undecided{"remote-server-not-found", "remote-server-timeout"};
    if (!reply.error || std::ranges::find(from_the_occupant, reply.error->condition) != from_the_occupant.end()) {
        return true;
    }
    if (std::ranges::find(undecided, reply.error->condition) != undecided.end()) {
        return std::nullopt;
    }
    // Even item-not-found, which says that he is in under another nick: to join again gives him his own.
    return false;
}

} // namespace bascule::xmpp
