#include "xmpp_component/iq/iq_tracker.hpp"

#include "bridge/async/race.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/digest.hpp"
#include "xmpp_component/scope_exit.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

IqTracker::IqTracker(boost::asio::any_io_executor executor, StanzaSink& sink, ReadingClock& clock,
                     bridge::Metrics& metrics)
    : executor_{std::move(executor)}, sink_{sink}, clock_{clock}, metrics_{metrics} {}

bridge::Task<IqReply> IqTracker::ask(pugi::xml_document iq, IqQuestion question) {
    const auto id = random_id();
    auto root = iq.document_element();
    set(root, "id", id);
    auto asker = mapping::Jid::parse(attribute_of(root, "from")).value();
    auto asked = mapping::Jid::parse(attribute_of(root, "to")).value();
    const auto entry =
        pending_.try_emplace(id, Pending{std::move(asker), std::move(asked), Expectation<IqReply>{executor_}}).first;
    const ScopeExit forget{[this, id] { pending_.erase(id); }};
    const auto began = std::chrono::steady_clock::now();
    // A server that takes nothing must not keep the liveness ping waiting.
    co_await bridge::within(question.deadline, question.kind, sink_.send(iq));
    auto reply = co_await entry->second.reply.get(clock_, question.deadline, question.kind);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    metrics_.observe("remote_request_seconds", {{"request", question.kind}}, took.count());
    co_return reply;
}

bool IqTracker::accept(Stanza& iq) {
    const auto root = iq.root();
    const auto found = pending_.find(attribute_of(root, "id"));
    if (found == pending_.end()) {
        return false;
    }
    auto& pending = found->second;
    const auto from = mapping::Jid::parse(attribute_of(root, "from"));
    const auto to = mapping::Jid::parse(attribute_of(root, "to"));
    if (!from || !to || *from != pending.asked || *to != pending.asker) {
        return false;
    }
    const auto type = attribute_of(root, "type");
    const bool is_answer = type == "result" || type == "error";
    if (!is_answer && pending.asked != pending.asker) {
        return false;
    }
    IqReply reply;
    if (type == "error") {
        reply.error = decode_error(root);
    } else if (iq.is_over_limits) {
        reply.error = stanza_error("policy-violation", "The answer is too large.");
    }
    reply.stanza = std::move(iq.document);
    pending.reply.fulfil(std::move(reply));
    return true;
}

void IqTracker::give_up_all() {
    for (auto& [id, pending] : pending_) {
        pending.reply.give_up("the connection to the XMPP server broke");
    }
}

} // namespace bascule::xmpp
