#pragma once

#include "bridge/ports/muc_service.hpp"
#include "xmpp_component/stream/stanza_sink.hpp"

#include <cstddef>

namespace bascule::xmpp {

/// Says in XML what happens in our MUCs.
class ServiceWriter final : public bridge::MucService {
public:
    /// The sink must outlive it. A message that would become larger than `most_bytes` is shortened.
    ServiceWriter(StanzaSink& sink, std::size_t most_bytes) : sink_{sink}, most_bytes_{most_bytes} {}

    bridge::Task<void> show(bridge::SeatPresence presence) override;
    bridge::Task<void> say(bridge::SeatMessage message) override;
    bridge::Task<void> tell_subject(bridge::SeatSubject subject) override;
    bridge::Task<void> tell_change(mapping::Jid room, mapping::Jid to) override;
    bridge::Task<void> show_face(mapping::Jid room, mapping::Jid to, std::string hash) override;
    bridge::Task<void> invite(bridge::SeatInvitation invitation) override;
    bridge::Task<void> end(bridge::SeatEnd end) override;
    bridge::Task<void> refuse_entry(mapping::Jid seat, mapping::Jid to, std::string id,
                                    bridge::StanzaError error) override;

private:
    StanzaSink& sink_;
    std::size_t most_bytes_;
};

} // namespace bascule::xmpp
