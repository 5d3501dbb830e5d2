#pragma once

#include "bridge/async/task.hpp"
#include "mapping/conversation/act.hpp"
#include "mapping/matrix_id.hpp"
#include "mapping/message.hpp"

#include <boost/system/result.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::bridge {

/// The homeserver understood and said no (Matrix spec, "Standard error response").
struct Refusal {
    int status = 0;      ///< HTTP status
    std::string errcode; ///< such as M_FORBIDDEN
    std::string reason;  ///< the server's own words
};
[[noreturn]] void throw_exception_from_error(const Refusal& refusal, const boost::source_location& where);

/// A value or the homeserver's refusal. That it cannot be reached, is overloaded for long or broken is an Outage.
template <class Value>
using Answer = boost::system::result<Value, Refusal>;

struct Profile {
    std::string display_name; ///< empty where none is set
    std::string avatar_url;
};

struct JoinedMember {
    mapping::UserId user;
    std::string display_name;
    std::string avatar_url{};
};

/// What a room allows whom (Matrix spec, m.room.power_levels and m.room.create).
struct RoomRights {
    std::string version = "1";
    std::vector<mapping::UserId> creators; ///< of infinite power, from room version 12 on
    std::map<mapping::UserId, std::int64_t> users;
    std::map<std::string, std::int64_t> events;
    std::int64_t users_default = 0;
    std::int64_t events_default = 0;
    std::int64_t state_default = 50;
    std::int64_t invite = 0;
    std::int64_t kick = 50;
    std::int64_t ban = 50;
    std::int64_t redact = 50;
    std::int64_t alert_room = 50; ///< notifications.room
    bool is_encrypted = false;
    std::string join_rule = "invite";
    std::string name; ///< empty where the room has none

    std::int64_t power_of(const mapping::UserId& user) const;
    /// Whether "@room" of his alerts everybody (CS API, "m.room.power_levels").
    bool may_alert(const mapping::UserId& user) const { return power_of(user) >= alert_room; }
};

/// A room of two, made by a ghost for the person he talks to.
struct DirectRoomRequest {
    mapping::UserId ghost;   ///< creates it
    mapping::UserId invitee; ///< invited with is_direct, and as able to manage the room as the ghost
    /// Kept in the creation content, so that the room can be found again if the answer is lost.
    std::string marker;
};

/// Names one send so that a repeat is the same send: `key` becomes the transaction id and is kept in the content.
struct SendToken {
    std::string key;                   ///< what the message is called on the other side, unique for ever
    std::optional<std::int64_t> at_ms; ///< when it was said, where that was not just now (`ts`)
};

/// An event as the room's history gives it.
struct HistoryEvent {
    mapping::EventId id;
    std::string json;
    std::int64_t at_ms = 0; ///< origin_server_ts; 0 where it has none
};

/// The homeserver, as the bridge uses it (client-server API with an appservice's rights). Every call throws Outage; a
/// call that was cut short may have taken effect. `as` is the ghost or bot in whose name it is done.
class Homeserver {
public:
    virtual ~Homeserver() = default;

    /// True while the last contact went well.
    virtual bool is_reachable() const = 0;

    /// Makes a user of our namespace; one that exists already is fine.
    virtual Task<Answer<void>> register_ghost(mapping::UserId ghost) = 0;
    virtual Task<Answer<void>> set_display_name(mapping::UserId ghost, std::string name) = 0;
    /// Nothing where there is no such user; an empty profile where he does not show it. A Refusal, of whatever status,
    /// where that cannot be found out, because the server of a user elsewhere does not answer.
    virtual Task<Answer<std::optional<Profile>>> profile(mapping::UserId user) = 0;

    virtual Task<Answer<mapping::RoomId>> create_direct_room(DirectRoomRequest request) = 0;
    /// A room that this ghost is in and that was created with this marker.
    virtual Task<std::optional<mapping::RoomId>> find_room(mapping::UserId ghost, std::string marker) = 0;

    virtual Task<Answer<void>> invite(mapping::UserId as, mapping::RoomId room, mapping::UserId user) = 0;
    virtual Task<Answer<void>> join(mapping::UserId as, mapping::RoomId room) = 0;
    /// Leaving a room one is not in is fine.
    virtual Task<Answer<void>> leave(mapping::UserId as, mapping::RoomId room, std::string reason) = 0;
    /// Name in this room alone (the member event's displayname).
    virtual Task<Answer<void>> set_room_name_of(mapping::UserId ghost, mapping::RoomId room, std::string name) = 0;

    virtual Task<Answer<mapping::EventId>> send(mapping::UserId as, mapping::RoomId room, mapping::Message message,
                                                SendToken token) = 0;
    /// What is done to an earlier event: a reaction, a redaction or a vote. One that was done before with this token,
    /// or by somebody else, is fine.
    virtual Task<Answer<mapping::EventId>> act(mapping::UserId as, mapping::RoomId room, mapping::Act act,
                                               SendToken token) = 0;
    /// The event that an earlier send of this sender with this key made, sought among his latest ones in the room.
    virtual Task<std::optional<mapping::EventId>> find_sent(mapping::UserId as, mapping::RoomId room,
                                                            std::string key) = 0;

    virtual Task<Answer<std::vector<JoinedMember>>> joined_members(mapping::UserId as, mapping::RoomId room) = 0;
    virtual Task<Answer<RoomRights>> rights(mapping::UserId as, mapping::RoomId room) = 0;
    virtual Task<Answer<mapping::RoomId>> resolve(mapping::RoomAlias alias) = 0;
    virtual Task<Answer<void>> set_state(mapping::UserId as, mapping::RoomId room, std::string type, std::string key,
                                         std::string content_json) = 0;

    /// The room's latest events, newest first, until a page of them is older than this
    /// (origin_server_ts), or `at_most` are read. Fewer than that reach as far back as was asked.
    virtual Task<Answer<std::vector<HistoryEvent>>> latest(mapping::UserId as, mapping::RoomId room,
                                                           std::int64_t since_ms, int at_most) = 0;

    /// Asks the homeserver to ping us (POST …/appservice/{id}/ping), upon which it retries held transactions at once.
    virtual Task<Answer<std::chrono::milliseconds>> ping() = 0;
};

} // namespace bascule::bridge
