#include "xmpp_component/iq/iq_responder.hpp"

#include "bridge/failure_log.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"
#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

namespace bascule::xmpp {

namespace {

std::optional<IqKey::Type> type_of(pugi::xml_node iq) {
    const auto type = attribute_of(iq, "type");
    if (type == "get") {
        return IqKey::Type::get;
    }
    return type == "set" ? std::optional{IqKey::Type::set} : std::nullopt;
}

bool has_one_element(pugi::xml_node iq) {
    const auto is_element = [](pugi::xml_node node) { return node.type() == pugi::node_element; };
    return std::ranges::count_if(iq.children(), is_element) == 1;
}

pugi::xml_document to_stanza(const IqAnswer& answer, const mapping::Jid& from, const mapping::Jid& to,
                             std::string_view id) {
    auto document = make_stanza("iq", answer.error ? "error" : "result", from, to, id);
    auto stanza = document.document_element();
    if (answer.error) {
        add_error(stanza, *answer.error);
        for (const auto condition : answer.payload.children()) {
            stanza.last_child().append_copy(condition);
        }
        return document;
    }
    for (const auto element : answer.payload.children()) {
        stanza.append_copy(element);
    }
    return document;
}

} // namespace

IqResponder::IqResponder(boost::asio::any_io_executor executor, const mapping::Jid& domain, IqTable table,
                         bridge::XmppInbox& inbox, StanzaSink& sink, std::size_t at_once)
    : domain_{domain},
      table_{std::move(table)},
      inbox_{inbox},
      sink_{sink},
      at_once_{at_once},
      tasks_{std::move(executor), bridge::failure_log(bridge::LogPart::xmpp)} {}

void IqResponder::respond(Stanza iq) {
    if (!is_flooded()) {
        tasks_.spawn("the answer to a request", respond_to(std::move(iq)));
    }
}

void IqResponder::send(pugi::xml_document answer) {
    if (!is_flooded()) {
        tasks_.spawn("an answer", deliver(std::move(answer)));
    }
}

// Answers pile up only where the server takes nothing from us.
bool IqResponder::is_flooded() const {
    constexpr std::size_t waiting_per_running = 8;
    const bool is_too_much = tasks_.size() > waiting_per_running * at_once_;
    if (is_too_much) {
        bridge::log(bridge::LogPart::xmpp).warn("a flood of requests: one is left unanswered");
    }
    return is_too_much;
}

bridge::Task<void> IqResponder::deliver(pugi::xml_document answer) {
    try {
        co_await sink_.send(answer);
    } catch (const bridge::Outage&) { // the stream broke, and with it the question is gone
    }
}

bridge::Task<void> IqResponder::respond_to(Stanza iq) {
    const auto root = iq.root();
    const auto from = mapping::Jid::parse(attribute_of(root, "from"));
    if (!from) { // nobody to answer
        co_return;
    }
    const auto answered = co_await answer(iq, *from);
    const auto to = mapping::Jid::parse(attribute_of(root, "to"));
    const auto address = to ? *to : domain_;
    auto document = to_stanza(answered, address, *from, attribute_of(root, "id"));
    bool is_too_large = false;
    try {
        co_await deliver(std::move(document));
    } catch (const std::invalid_argument& refusal) {
        bridge::log(bridge::LogPart::xmpp).warn("an answer cannot be sent: {}", refusal.what());
        is_too_large = true;
    }
    if (is_too_large) {
        const auto error = refuse("resource-constraint", "The answer is too large.");
        auto instead = to_stanza(error, address, *from, attribute_of(root, "id"));
        co_await deliver(std::move(instead));
    }
}

bridge::Task<IqAnswer> IqResponder::answer(const Stanza& iq, const mapping::Jid& from) {
    const auto root = iq.root();
    auto to = mapping::Jid::parse(attribute_of(root, "to"));
    if (!to || to->domain() != domain_.domain()) {
        co_return refuse("jid-malformed");
    }
    if (iq.is_over_limits) {
        co_return refuse("not-acceptable", "The request is too large.");
    }
    const auto type = type_of(root);
    if (!type || !has_one_element(root)) {
        co_return refuse("bad-request");
    }
    if (tasks_.size() > at_once_) {
        co_return refuse("resource-constraint", "Too many requests at once.");
    }
    const auto payload = first_element(root);
    IqKey key{.type = *type, .ns = std::string{namespace_of(payload)}, .element = payload.name()};
    co_return co_await ask_table(std::move(key), from, std::move(*to), payload);
}

bridge::Task<IqAnswer> IqResponder::ask_table(IqKey key, mapping::Jid from, mapping::Jid to, pugi::xml_node payload) {
    try {
        // A ping asks whether the asker himself is in (XEP-0410).
        const bool is_about_others = privacy_ != nullptr && key.ns != ns::ping;
        if (is_about_others && !privacy_->may_ask_about(to, from)) {
            co_return refuse("bad-request", "Only who is in this room may ask about those who are.");
        }
        auto addressee = co_await inbox_.addressee(to);
        IqRequest request{
            .from = std::move(from), .to = std::move(to), .addressee = std::move(addressee), .payload = payload};
        co_return co_await table_.answer(std::move(key), std::move(request));
    } catch (const boost::system::system_error& error) {
        if (error.code() == boost::asio::error::operation_aborted) {
            throw;
        }
        bridge::log(bridge::LogPart::xmpp).error("a request cannot be answered: {}", error.what());
    } catch (const std::exception& error) { // mostly an outage: the asker may try again
        bridge::log(bridge::LogPart::xmpp).info("a request cannot be answered: {}", error.what());
    }
    co_return refuse("internal-server-error", "This cannot be found out at the moment.");
}

} // namespace bascule::xmpp
