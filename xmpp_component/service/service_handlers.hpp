#pragma once

#include "bridge/ports/hosted_faces.hpp"
#include "bridge/ports/hosted_rooms.hpp"
#include "xmpp_component/iq/iq_table.hpp"

// The requests to our MUCs; the rooms must outlive the table.
namespace bascule::xmpp {

void register_muc_admin(IqTable& table, bridge::HostedRooms& rooms);  // XEP-0045 §9 and §10
void register_moderation(IqTable& table, bridge::HostedRooms& rooms); // XEP-0425
void register_muc_owner(IqTable& table);                              // XEP-0045 §10
void register_enrolment(IqTable& table, bridge::HostedRooms& rooms);  // XEP-0045 §7.10
void register_room_face(IqTable& table, bridge::HostedFaces& faces);  // XEP-0486 §4.1
void register_self_ping(IqTable& table, bridge::HostedRooms& rooms);  // XEP-0410

} // namespace bascule::xmpp
