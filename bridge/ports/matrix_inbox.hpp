#pragma once

#include "bridge/async/task.hpp"
#include "mapping/conversation/act.hpp"
#include "mapping/matrix_id.hpp"
#include "mapping/message.hpp"
#include "mapping/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bascule::bridge {

enum class Membership { invite, join, leave, ban, knock };

/// m.room.member
struct MemberChange {
    mapping::UserId subject;
    Membership now = Membership::leave;
    Membership before = Membership::leave;
    std::string display_name;
    std::string avatar_url{}; ///< mxc:, may be empty
    std::string reason;
    bool is_direct = false; ///< of an invitation: meant as a direct chat
    /// How he was called and looked before; where he was in already this tells what has changed.
    std::string name_before{};
    std::string avatar_before{};
};

/// State of a room that the other side shows or obeys (Matrix spec, "Room events").
enum class RoomAspect { name, topic, avatar, power_levels, join_rule, history_visibility, canonical_alias };
/// Somebody's power level is another than before. Where the homeserver does not say what was before, all are of whom
/// the event speaks, from the room's default on.
struct PowerChange {
    mapping::UserId user;
    std::int64_t before = 0;
    std::int64_t now = 0;
};
struct StateChange {
    RoomAspect aspect = RoomAspect::name;
    /// The name, the topic, the avatar's mxc: URL, the join rule, the visibility or the alias; empty where it was taken
    /// away, and for power levels, which are read with Homeserver::rights().
    std::string value;
    std::vector<PowerChange> powers{}; ///< of power levels
};
/// The room has become encrypted (m.room.encryption), or somebody sent what we cannot read (m.room.encrypted).
struct EncryptionOn {};
struct Unreadable {};
/// A message that was redacted (CS API, "Redactions"): its words are gone. What is not told is empty, or 0.
struct Tombstone {
    std::string redaction; ///< the event that did it
    std::string by;        ///< user id
    std::string reason;
    std::int64_t at_ms = 0; ///< Unix time
};
/// m.room.tombstone
struct RoomUpgraded {
    std::string replacement; ///< a room id
    std::string body{};      ///< what is shown of it
};
/// m.room.pinned_events, those that were not pinned before.
struct Pins {
    std::vector<std::string> added; ///< event ids
};
/// Somebody calls (m.call.invite, org.matrix.msc3401.call.member and their like).
struct Call {};
/// Anything else; `type` is the event's.
struct OtherEvent {
    std::string type;
    std::string body{}; ///< of an event of the timeline that clients show by its body, else empty
};

/// A room event, decoded.
struct MatrixEvent {
    mapping::EventId id;
    mapping::RoomId room;
    mapping::UserId sender;
    std::int64_t at_ms = 0; ///< origin_server_ts
    /// The SendToken key of an event that the bridge itself sent, else empty. Only meaningful when the sender is ours.
    std::string sent_key;
    /// Flagged by the homeserver as soft-failed or as spam: must not cross.
    bool is_suppressed = false;
    std::variant<OtherEvent, mapping::Message, MemberChange, StateChange, EncryptionOn, Unreadable, RoomUpgraded,
                 mapping::Act, Pins, Call, Tombstone>
        content;
};

/// An event of a transaction: what is needed to journal it. The rest is decoded when its turn comes.
struct ArrivedEvent {
    mapping::EventId id;
    mapping::RoomId room;
    std::string json;
};

/// Turns journaled JSON into a value. Fails, with the reason, on an event of wrong shape.
class EventCodec {
public:
    virtual ~EventCodec() = default;
    virtual mapping::Result<MatrixEvent> decode(std::string_view json) const = 0;
};

/// Where the appservice listener hands over what the homeserver pushes.
class MatrixInbox {
public:
    virtual ~MatrixInbox() = default;
    /// Returns when the events are durable; throws Outage when they cannot be made so.
    virtual Task<void> on_events(std::vector<ArrivedEvent> events) = 0;
    /// What the homeserver should have pushed before the events that follow comes later, or never.
    virtual void on_gap() = 0;
    /// Is there, or can there be, such a ghost (it is registered before this returns) or portal alias?
    virtual Task<bool> provide_user(mapping::UserId user) = 0;
    virtual Task<bool> provide_alias(mapping::RoomAlias alias) = 0;
};

} // namespace bascule::bridge
