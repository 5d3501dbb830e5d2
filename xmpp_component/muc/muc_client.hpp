#pragma once

#include "bridge/ports/muc_admin.hpp"
#include "xmpp_component/iq/iq_tracker.hpp"
#include "xmpp_component/stream/stanza_sink.hpp"

#include <pugixml.hpp>

#include <chrono>
#include <string>

namespace bascule::xmpp {

/// What ours ask of a MUC: kicks, bans and lists (XEP-0045 §8, §9), its subject, name and picture (§8.1, §10.2,
/// XEP-0486), and invitations (§7.8, XEP-0249).
class MucClient final : public bridge::MucAdmin, public bridge::MucFace, public bridge::MucInviter {
public:
    /// All must outlive it.
    MucClient(IqTracker& tracker, StanzaSink& sink, std::chrono::milliseconds deadline)
        : tracker_{tracker}, sink_{sink}, deadline_{deadline} {}

    bridge::Task<bridge::MucRefusal> set_role(mapping::Jid as, mapping::Jid seat, mapping::Role role,
                                              std::string reason) override;
    bridge::Task<bridge::MucRefusal> set_affiliation(mapping::Jid as, mapping::Jid room,
                                                     bridge::MucAffiliate affiliate) override;
    bridge::Task<bridge::MucRefusal> moderate(mapping::Jid as, mapping::Jid room, std::string stanza_id,
                                              std::string reason) override;
    bridge::Task<std::optional<std::vector<bridge::MucAffiliate>>> affiliates(
        mapping::Jid as, mapping::Jid room, mapping::Affiliation affiliation) override;

    bridge::Task<void> set_subject(mapping::Jid as, mapping::Jid room, std::string subject, std::string id) override;
    bridge::Task<bridge::MucRefusal> set_name(mapping::Jid as, mapping::Jid room, std::string name) override;
    bridge::Task<std::optional<bridge::MucPicture>> picture(mapping::Jid as, mapping::Jid room) override;
    bridge::Task<bridge::MucRefusal> set_picture(mapping::Jid as, mapping::Jid room,
                                                 bridge::MucPicture picture) override;

    bridge::Task<void> invite_through_room(bridge::MucInvite invite) override;
    bridge::Task<void> invite_directly(bridge::MucInvite invite) override;
    bridge::Task<void> decline(bridge::MucInvite invite) override;

private:
    bridge::Task<IqReply> ask(pugi::xml_document iq, const char* kind);
    bridge::Task<bridge::MucRefusal> order(pugi::xml_document iq, const char* kind);

    IqTracker& tracker_;
    StanzaSink& sink_;
    std::chrono::milliseconds deadline_;
};

} // namespace bascule::xmpp
