#pragma once

// The names under which the bridge keeps its own marks in what it sends to the homeserver.
namespace bascule::matrix {

/// In a message's content: the SendToken's key.
inline constexpr const char* sent_key_name = "org.bascule.key";
/// In a room's creation content: the DirectRoomRequest's marker, or the JID of the MUC for which it was made.
inline constexpr const char* room_marker_name = "org.bascule.room";

/// The protocol and the network that third-party lookups and the appservice's list of rooms are about.
inline constexpr const char* network_name = "xmpp";

} // namespace bascule::matrix
