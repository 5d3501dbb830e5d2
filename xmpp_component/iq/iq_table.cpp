#include "xmpp_component/iq/iq_table.hpp"

#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
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

void IqTable::add_at_nodes(IqKey key, std::string beginning, SlowIqHandler handler) {
    node_handlers_.push_back({std::move(key), std::move(beginning), std::move(handler)});
}

bridge::Task<IqAnswer> IqTable::answer(IqKey key, IqRequest request) const {
    if (request.addressee.kind == bridge::Addressee::Kind::nobody) {
        co_return refuse("item-not-found", "There is nobody with this address.");
    }
    if (request.addressee.kind == bridge::Addressee::Kind::unreachable) {
        co_return refuse("remote-server-timeout", "The homeserver of this user does not answer.");
    }
    const auto* const handler = find(std::move(key), request);
    if (handler == nullptr) {
        co_return refuse("service-unavailable");
    }
    co_return co_await (*handler)(std::move(request));
}

const SlowIqHandler* IqTable::find(IqKey key, const IqRequest& request) const {
    const auto node = attribute_of(request.payload, "node");
    const auto at_node = std::ranges::find_if(
        node_handlers_, [&](const NodeHandler& one) { return one.key == key && node.starts_with(one.beginning); });
    if (at_node != node_handlers_.end()) {
        return &at_node->handler;
    }
    key.kind = request.addressee.kind;
    auto found = handlers_.find(key);
    if (found == handlers_.end()) {
        key.kind.reset();
        found = handlers_.find(key);
    }
    return found == handlers_.end() ? nullptr : &found->second;
}

IqAnswer refuse(std::string_view condition, std::string text) {
    IqAnswer answer;
    answer.error = stanza_error(condition, std::move(text));
    return answer;
}

} // namespace bascule::xmpp
