#include "xmpp_component/iq/iq_table.hpp"

#include "xmpp_component/codec/stanza_error.hpp"

#include <stdexcept>
#include <utility>

namespace bascule::xmpp {

void IqTable::add(IqKey key, IqHandler handler) {
    add_slow(std::move(key), [handler = std::move(handler)](IqRequest request) -> bridge::Task<IqAnswer> {
        co_return handler(request);
    });
}

void IqTable::add_slow(IqKey key, SlowIqHandler handler) {
    const auto [entry, is_new] = handlers_.emplace(std::move(key), std::move(handler));
    if (!is_new) {
        throw std::logic_error{"two handlers for " + entry->first.ns + " " + entry->first.element};
    }
}

bridge::Task<IqAnswer> IqTable::answer(IqKey key, IqRequest request) const {
    if (request.addressee.kind == bridge::Addressee::Kind::nobody) {
        co_return refuse("item-not-found", "There is nobody with this address.");
    }
    if (request.addressee.kind == bridge::Addressee::Kind::unreachable) {
        co_return refuse("remote-server-timeout", "The homeserver of this user does not answer.");
    }
    key.kind = request.addressee.kind;
    auto found = handlers_.find(key);
    if (found == handlers_.end()) {
        key.kind.reset();
        found = handlers_.find(key);
    }
    if (found == handlers_.end()) {
        co_return refuse("service-unavailable");
    }
    co_return co_await found->second(std::move(request));
}

IqAnswer refuse(std::string_view condition, std::string text) {
    IqAnswer answer;
    answer.error = stanza_error(condition, std::move(text));
    return answer;
}

} // namespace bascule::xmpp
