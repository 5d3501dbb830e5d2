#pragma once

#include "bridge/ports/rosters.hpp"
#include "xmpp_component/iq/iq_tracker.hpp"
#include "xmpp_component/message_handlers.hpp"

#include <pugixml.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace bascule::xmpp {

/// What somebody's account has answered to us as to himself.
struct PersonalReply {
    pugi::xml_document iq; ///< empty where the question was refused
    std::optional<bridge::StanzaError> error;

    pugi::xml_node payload() const { return iq.document_element().first_child(); }
};

/// What servers have granted us (XEP-0356), and what we do with it. A grant holds for the stream on which it came and
/// for the users of the server that gave it. The tracker must outlive it.
class Privileges final : public bridge::Rosters {
public:
    Privileges(mapping::Jid component, IqTracker& tracker, std::chrono::milliseconds deadline)
        : component_{std::move(component)}, tracker_{tracker}, deadline_{deadline} {}

    /// Begins to listen to grants; it must outlive the handlers.
    void listen(MessageHandlers& handlers);
    void forget_all();

    bool may_change(const mapping::Jid& owner) const override;
    bridge::Task<void> add(bridge::RosterEntry entry) override;

    /// This person's server lets us both read and write what has this namespace in his name.
    bool may_ask_as(const mapping::Jid& person, const std::string& ns) const;
    /// Asks his own account in his name (XEP-0356 §6); `payload` is what stands in the iq of this type. Throws Outage.
    bridge::Task<PersonalReply> ask_as(mapping::Jid person, std::string type, pugi::xml_document payload);

private:
    void on_grant(const bridge::StanzaHead& head, pugi::xml_node privilege);
    bridge::Task<IqReply> ask(pugi::xml_document iq);

    mapping::Jid component_;
    IqTracker& tracker_;
    std::chrono::milliseconds deadline_;
    std::set<std::string, std::less<>> roster_domains_; // whose users' rosters we may both read and write
    std::map<std::string, std::set<std::string>, std::less<>> askable_; // namespaces that we may both get and set there
};

} // namespace bascule::xmpp
