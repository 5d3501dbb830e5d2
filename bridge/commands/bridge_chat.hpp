#pragma once

#include "bridge/commands/text_commands.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

#include <string>

namespace bascule::bridge {

/// Commands that people of XMPP write to the bridge's own address. Their permission is that of their JID.
class BridgeChat {
public:
    /// `bot` is the bridge's other address, under which it is in MUCs.
    BridgeChat(CommandTable& table, XmppServer& xmpp, mapping::Jid bot);

    bool is_for_bridge(const mapping::Jid& to) const { return to.local().empty() || to.bare() == bot_.bare(); }
    /// Is this written to the bridge, and a command? Anything else is not: an automaton that answers our answer must
    /// not be answered for ever.
    bool is_order(const ChatMessage& chat) const;
    /// Carries it out and answers. `key` names the message for ever. Throws Outage.
    Task<Delivery> run(ChatMessage chat, std::string key);

private:
    XmppServer& xmpp_;
    const CommandTable& table_;
    mapping::Jid bot_;
    TextCommands commands_;
};

} // namespace bascule::bridge
