#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/ports/seat_privacy.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "xmpp_component/iq/iq_table.hpp"
#include "xmpp_component/stream/stanza_framer.hpp"
#include "xmpp_component/stream/stanza_sink.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>

namespace bascule::xmpp {

/// Answers every request exactly once (RFC 6120 §8.2.3), each in a task of its own: to find out what an address is may
/// take a while, and the reader must not wait for it.
class IqResponder {
public:
    /// All must outlive it.
    IqResponder(boost::asio::any_io_executor executor, const mapping::Jid& domain, IqTable table,
                bridge::XmppInbox& inbox, StanzaSink& sink, std::size_t at_once);

    /// Who answers what; more may be added before the first request.
    IqTable& table() noexcept { return table_; }
    /// Who may not ask about an address gets the same answer whether or not there is somebody (XEP-0045 §6.6). It must
    /// outlive this.
    void guard_by(const bridge::SeatPrivacy& privacy) noexcept { privacy_ = &privacy; }
    /// Of type get, set or none that we know; not result or error.
    void respond(Stanza iq);
    /// Sends an answer that is ready, without making the reader wait for room in the outbox: where neither side reads
    /// before it has written, both would wait for ever.
    void send(pugi::xml_document answer);
    /// Gives up what is being answered.
    bridge::Task<void> stop() { return tasks_.stop(); }

private:
    bool is_flooded() const;
    bridge::Task<void> respond_to(Stanza iq);
    bridge::Task<void> deliver(pugi::xml_document answer);
    bridge::Task<IqAnswer> answer(const Stanza& iq, const mapping::Jid& from);
    bridge::Task<IqAnswer> ask_table(IqKey key, mapping::Jid from, mapping::Jid to, pugi::xml_node payload);

    const mapping::Jid& domain_;
    IqTable table_;
    bridge::XmppInbox& inbox_;
    StanzaSink& sink_;
    std::size_t at_once_;
    const bridge::SeatPrivacy* privacy_ = nullptr;
    bridge::TaskGroup tasks_;
};

} // namespace bascule::xmpp
