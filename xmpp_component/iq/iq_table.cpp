#include "xmpp_component/iq/iq_table.hpp"

#include "xmpp_component/codec/stanza_error.hpp"

#include <stdexcept>
#include <utility>

namespace bascule::xmpp {

void IqTable::add(IqKey key, IqHandler handler) {
    const auto [entry, is_new] = handlers_.emplace(std::move(key), std::move(handler));
    if (!is_new) {
        throw std::logic_error{"two handlers for " + entry->first.ns + " " + entry->first.element};
    }
}

IqAnswer IqTable::answer(const IqKey& key, const IqRequest& request) const {
    if (request.addressee.kind == bridge::Addressee::Kind::nobody) {
        return refuse("item-not-found", "There is nobody with this address.");
    }
    if (request.addressee.kind == bridge::Addressee::Kind::unreachable) {
        return refuse("remote-server-timeout", "The homeserver of this user does not answer.");
    }
    const auto found = handlers_.find(key);
    return found == handlers_.end() ? refuse("service-unavailable") : found->second(request);
}

IqAnswer refuse(std::string_view condition, std::string text) {
    IqAnswer answer;
    answer.error = stanza_error(condition, std::move(text));
    return answer;
}

} // namespace bascule::xmpp
