#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/command_desk.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"
#include "mapping/permissions.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bascule::bridge {

/// On what a command is given: in a Matrix room of some kind, or over XMPP at the bridge's own address or at a room
/// that it hosts.
enum class Place { plumbed_room, portal, direct_chat, other_room, bridge, hosted_room };

namespace places {
inline const std::set<Place> bridged_rooms{Place::plumbed_room, Place::portal};
inline const std::set<Place> conversations{Place::plumbed_room, Place::portal, Place::direct_chat};
inline const std::set<Place> matrix{Place::plumbed_room, Place::portal, Place::direct_chat, Place::other_room};
inline const std::set<Place> all_but_hosted{Place::plumbed_room, Place::portal, Place::direct_chat, Place::other_room,
                                            Place::bridge};
inline const std::set<Place> xmpp{Place::bridge};
} // namespace places

/// Somebody of either side.
using Asker = std::variant<mapping::UserId, mapping::Jid>;
std::string name_of(const Asker& asker);

/// Somebody's command: who, where, and the words behind its name.
struct CommandCall {
    Asker asker;
    Place place = Place::other_room;
    /// The Matrix room that it concerns: always there in Matrix, and in a hosted room where the asker is in.
    std::optional<mapping::RoomId> room;
    std::int64_t at_ms = 0; ///< when it was given, Unix time
    std::string where;      ///< the room or the address at which it was given
    std::string key;        ///< names the order for ever; the same when it is carried out again
    mapping::Permission permission = mapping::Permission::use; ///< the asker's
    std::vector<std::string> words; ///< one a parameter, in their order; optional ones may be missing

    /// Of a command for Matrix alone.
    const mapping::UserId& user() const { return std::get<mapping::UserId>(asker); }
    /// The word of this number, or nothing.
    std::string word(std::size_t number) const { return number < words.size() ? words[number] : std::string{}; }
};

enum class Effect { reads, changes };

/// One command of the bridge, for all front ends. `run` returns the answer; what the asker did wrong is an answer too.
/// It throws Outage; then it is run again, so it must bear that.
struct Command {
    std::string name;
    std::string summary;
    std::vector<CommandParameter> parameters{};
    mapping::Permission needs = mapping::Permission::use;
    std::set<Place> places = places::matrix;
    Effect effect = Effect::reads; ///< changes are recorded
    std::string warning{};         ///< where not empty, he is asked first whether he means it
    /// Where both are set: why it would be refused as things are, so that he need not be asked. Throws Outage.
    std::function<Task<std::optional<CommandAnswer>>(CommandCall)> foreseen_refusal{};
    /// Where it is set: whether this asker may give it here, beyond what permission and place say.
    std::function<bool(const CommandCall&)> is_granted{};
    std::function<Task<CommandAnswer>(CommandCall)> run;

    /// Name and parameters, such as `join MUC [password]`.
    std::string usage() const;
};

} // namespace bascule::bridge
