#pragma once

#include "bridge/ports/rosters.hpp"
#include "xmpp_component/iq/iq_tracker.hpp"
#include "xmpp_component/message_handlers.hpp"

#include <chrono>
#include <set>
#include <string>

namespace bascule::xmpp {

/// What servers have granted us (XEP-0356), and what we do with it. A grant holds for the stream on which it came and
/// for the users of the server that gave it. The tracker must outlive it.
class Privileges final : public bridge::Rosters {
public:
    Privileges(mapping::Jid component, IqTracker& tracker, std::chrono::milliseconds deadline)
        : component_{std::move(component)}, tracker_{tracker}, deadline_{deadline} {}

    /// Begins to listen to grants; it must outlive the handlers.
    void listen(MessageHandlers& handlers);
    void forget_all() { roster_domains_.clear(); }

    bool may_change(const mapping::Jid& owner) const override;
    bridge::Task<void> add(bridge::RosterEntry entry) override;

private:
    void on_grant(const bridge::StanzaHead& head, pugi::xml_node privilege);
    bridge::Task<IqReply> ask(pugi::xml_document iq);

    mapping::Jid component_;
    IqTracker& tracker_;
    std::chrono::milliseconds deadline_;
    std::set<std::string, std::less<>> roster_domains_; // whose users' rosters we may both read and write
};

} // namespace bascule::xmpp
