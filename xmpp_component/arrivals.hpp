#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "xmpp_component/iq/iq_responder.hpp"
#include "xmpp_component/iq/iq_tracker.hpp"
#include "xmpp_component/message_handlers.hpp"
#include "xmpp_component/muc/archive.hpp"
#include "xmpp_component/muc/join_tracker.hpp"
#include "xmpp_component/people/chat_signs.hpp"
#include "xmpp_component/people/peer_caps.hpp"
#include "xmpp_component/stream/elected_listeners.hpp"
#include "xmpp_component/stream/stanza_framer.hpp"

#include <optional>
#include <vector>

namespace bascule::xmpp {

/// Sorts what arrives: answers to those who wait for them, requests to those who answer them, and to the inbox, in
/// order and decoded, what the bridge has to know.
class Arrivals {
public:
    /// Whom it hands things to; all must outlive it.
    struct Receivers {
        const ElectedListeners& listeners;
        IqTracker& tracker;
        IqResponder& responder;
        JoinTracker& joins;
        Archive& archive;
        bridge::XmppInbox& inbox;
        const MessageHandlers& handlers;
        const ChatSignDesk& signs;
        PeerCaps& caps;
    };

    Arrivals(mapping::Jid domain, Receivers receivers) : domain_{std::move(domain)}, to_{receivers} {}

    /// Returns when the inbox has taken all.
    bridge::Task<void> take(std::vector<Stanza> stanzas);

private:
    void take_iq(Stanza iq);
    std::optional<bridge::ArrivedStanza> sort(Stanza& stanza);
    /// False where nobody but a join or the listener had to know.
    bool is_for_bridge(const bridge::XmppEvent& event);
    bool is_from_us(const bridge::XmppEvent& event) const;
    /// Puts right what the codec, which sees one stanza alone, cannot know.
    void prepare(pugi::xml_node message) const;
    void notice_signs(pugi::xml_node message) const;
    /// Tells the author of a message that was too large to be read.
    void refuse_large(const Stanza& stanza);

    mapping::Jid domain_;
    Receivers to_;
};

} // namespace bascule::xmpp
