#pragma once

#include "bridge/ports/muc_service.hpp"

#include <pugixml.hpp>

#include <cstddef>
#include <string>

// What a MUC service says (XEP-0045), value to stanza.
namespace bascule::xmpp {

pugi::xml_document encode(const bridge::SeatPresence& presence);
/// A body that would make the stanza larger than this is shortened, with an ellipsis.
pugi::xml_document encode_within(bridge::SeatMessage message, std::size_t most_bytes);
pugi::xml_document encode(const bridge::SeatSubject& subject);
pugi::xml_document encode(const bridge::SeatInvitation& invitation);
pugi::xml_document encode(const bridge::SeatEnd& end);
/// Status 104.
pugi::xml_document encode_change(const mapping::Jid& room, const mapping::Jid& to);
/// XEP-0486 §6.2
pugi::xml_document encode_face(const mapping::Jid& room, const mapping::Jid& to, const std::string& hash);
pugi::xml_document encode_refusal(const mapping::Jid& seat, const mapping::Jid& to, const std::string& id,
                                  const bridge::StanzaError& error);
/// The item of a presence or of a list: of muc#user or muc#admin, whichever `parent` is of.
void add_rank(pugi::xml_node parent, const mapping::MucRank& rank, const char* nick, const mapping::Jid* jid);

} // namespace bascule::xmpp
