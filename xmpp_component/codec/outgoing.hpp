#pragma once

#include "bridge/ports/xmpp_server.hpp"
#include "mapping/jid.hpp"

#include <pugixml.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// Values to stanzas. What they return still has to pass the StanzaWriter.
namespace bascule::xmpp {

/// The outermost element, in the stream's own namespace; `type` and `id` are left out where empty.
pugi::xml_document make_stanza(const char* name, std::string_view type, const mapping::Jid& from,
                               const mapping::Jid& to, std::string_view id = {});

pugi::xml_document encode(const bridge::OutgoingMessage& message);
/// The same; a body that would make the stanza larger than this is shortened, with an ellipsis.
pugi::xml_document encode_within(bridge::OutgoingMessage message, std::size_t most_bytes);
/// `capabilities` is the hash of XEP-0115 for an available presence.
pugi::xml_document encode(const bridge::OutgoingPresence& presence, std::string_view capabilities);
/// XEP-0184 §5.
pugi::xml_document encode_receipt(const mapping::Jid& from, const mapping::Jid& to, const std::string& message_id);
pugi::xml_document encode_bounce(const mapping::Jid& from, const mapping::Jid& to, const std::string& message_id,
                                 const bridge::StanzaError& error);
/// RFC 6121 §4.7.1: presence of type error.
pugi::xml_document encode_presence_error(const mapping::Jid& from, const mapping::Jid& to,
                                         const bridge::StanzaError& error);
/// XEP-0045 §7.6; the seat has the new nick.
pugi::xml_document encode_nick_change(const bridge::JoinRequest& request, const mapping::Jid& seat, std::string_view id,
                                      std::string_view capabilities);
/// XEP-0045 §7.2; `id` comes back with an error.
pugi::xml_document encode_join(const bridge::JoinRequest& request, const mapping::Jid& seat, std::string_view id,
                               std::string_view capabilities);

} // namespace bascule::xmpp
