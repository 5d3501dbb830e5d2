#include "bridge/commands/hosted.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Jid;
using mapping::Names;

constexpr std::size_t most_rows = 200;

CommandAnswer not_inside() {
    return refused("You are not in this room any more.");
}

/// The room at which a command was given, and the asker in it.
struct Scene {
    GatewayRoom& room; ///< until the next co_await
    HostedMember asker;
};

std::optional<Scene> scene_of(GatewayRooms& rooms, const CommandCall& call) {
    const auto muc = Jid::parse(call.where);
    const auto* const person = std::get_if<Jid>(&call.asker);
    auto* const room = muc ? rooms.find(*muc) : nullptr;
    const auto* const asker = room == nullptr || person == nullptr ? nullptr : room->occupants().of_person(*person);
    return asker == nullptr ? std::nullopt : std::optional<Scene>{Scene{*room, *asker}};
}

std::string count_of(std::size_t number, const std::string& what) {
    return std::to_string(number) + " of " + what;
}

std::string rights_of(const RoomRights& rights, std::int64_t power) {
    const std::pair<const char*, std::int64_t> deeds[]{{"speak", rights.events_default},
                                                       {"invite people", rights.invite},
                                                       {"remove people", rights.kick},
                                                       {"ban people", rights.ban}};
    std::string list;
    for (const auto& [what, level] : deeds) {
        if (power >= level) {
            list += (list.empty() ? "" : ", ") + std::string{what};
        }
    }
    return list.empty() ? "only read" : list;
}

Task<CommandAnswer> status(GatewayRooms& rooms, const Names& names, CommandCall call) {
    const auto scene = scene_of(rooms, call);
    if (!scene) {
        co_return not_inside();
    }
    const auto& rights = scene->room.facts().rights;
    const auto members = scene->room.occupants().all();
    const auto of_xmpp = static_cast<std::size_t>(
        std::ranges::count_if(members, [&](const auto& one) { return names.is_ghost(one.user); }));
    const auto name = rights.name.empty() ? std::string{} : "“" + rights.name + "”, ";
    const auto power = rights.power_of(scene->asker.user);
    co_return done("This is the Matrix room " + name + call.room->str() + ".\nIn it are " +
                   count_of(members.size() - of_xmpp, "Matrix") + " and " + count_of(of_xmpp, "XMPP") +
                   ".\nOn Matrix you are " + scene->asker.user.str() + ", with power level " + std::to_string(power) +
                   ", and may " + rights_of(rights, power) + ".");
}

Task<CommandAnswer> members(GatewayRooms& rooms, const Names& names, CommandCall call) {
    const auto scene = scene_of(rooms, call);
    if (!scene) {
        co_return not_inside();
    }
    CommandAnswer answer{.text = "In this room:"};
    answer.table.heads = {"Nick", "Comes from", "Matrix user"};
    for (const auto& member : scene->room.occupants().all()) {
        const auto& nick = member.is_shown ? member.nick : member.name;
        answer.table.rows.push_back({nick, names.is_ghost(member.user) ? "XMPP" : "Matrix", member.user.str()});
    }
    std::ranges::sort(answer.table.rows);
    if (answer.table.rows.size() > most_rows) {
        const auto left_out = answer.table.rows.size() - most_rows;
        answer.table.rows.resize(most_rows);
        answer.table.rows.push_back({"and " + std::to_string(left_out) + " more"});
    }
    co_return answer;
}

Task<CommandAnswer> nick(GatewayRooms& rooms, CommandCall call) {
    const auto scene = scene_of(rooms, call);
    if (!scene) {
        co_return not_inside();
    }
    co_return done("Here you are called “" + scene->asker.nick + "”, and on Matrix you are " + scene->asker.user.str() +
                   ". Your client can change the nick.");
}

Task<CommandAnswer> whois(GatewayRooms& rooms, const Names& names, HostedDeed::Run otherwise, CommandCall call) {
    const auto scene = scene_of(rooms, call);
    if (!scene) {
        co_return not_inside();
    }
    const auto* const found = scene->room.occupants().with_nick(call.word(0));
    if (found == nullptr) {
        co_return co_await otherwise(std::move(call));
    }
    const auto member = *found;
    const auto jid = co_await scene->room.real_jid_of(member.user);
    const std::string side = names.is_ghost(member.user) ? "XMPP" : "Matrix";
    co_return done("“" + member.nick + "” comes from " + side + ": " + member.user.str() + " on Matrix" +
                   (jid ? ", " + jid->bare().str() + " on XMPP." : "."));
}

// People are invited by either side's address.
std::optional<Jid> guest_of(const Names& names, const std::string& word) {
    if (const auto user = mapping::UserId::parse(word)) {
        return names.puppet_of(*user).id;
    }
    const auto jid = Jid::parse(word);
    return jid && !jid->local().empty() ? std::optional{jid->bare()} : std::nullopt;
}

Task<CommandAnswer> invite(GatewayRooms& rooms, const Names& names, CommandCall call) {
    const auto guest = guest_of(names, call.word(0));
    if (!guest) {
        co_return refused("“" + call.word(0) + "” is no address such as juliet@capulet.example.");
    }
    const auto muc = Jid::parse(call.where).value();
    const auto error = co_await rooms.invite(muc, std::get<Jid>(call.asker), *guest);
    co_return error ? refused("This does not work: " + error->text) : done("I have invited " + guest->str() + ".");
}

bool may_invite(GatewayRooms& rooms, const CommandCall& call) {
    const auto scene = scene_of(rooms, call);
    return scene && scene->room.facts().rights.power_of(scene->asker.user) >= scene->room.facts().rights.invite;
}

} // namespace

Command in_hosted_rooms(Command command, HostedDeed deed) {
    command.places.insert(Place::hosted_room);
    command.run = [elsewhere = std::move(command.run), here = std::move(deed.run)](CommandCall call) {
        return call.place == Place::hosted_room ? here(std::move(call)) : elsewhere(std::move(call));
    };
    if (deed.is_granted) {
        command.is_granted = [is_granted = std::move(deed.is_granted)](const CommandCall& call) {
            return call.place != Place::hosted_room || is_granted(call);
        };
    }
    return command;
}

HostedDeed hosted_status(GatewayRooms& rooms, const Names& names) {
    return {.run = [&](CommandCall call) { return status(rooms, names, std::move(call)); }};
}

HostedDeed hosted_members(GatewayRooms& rooms, const Names& names) {
    return {.run = [&](CommandCall call) { return members(rooms, names, std::move(call)); }};
}

HostedDeed hosted_nick(GatewayRooms& rooms) {
    return {.run = [&](CommandCall call) { return nick(rooms, std::move(call)); }};
}

HostedDeed hosted_invite(GatewayRooms& rooms, const Names& names) {
    return {.run = [&](CommandCall call) { return invite(rooms, names, std::move(call)); },
            .is_granted = [&](const CommandCall& call) { return may_invite(rooms, call); }};
}

HostedDeed hosted_whois(GatewayRooms& rooms, const Names& names, HostedDeed::Run otherwise) {
    return {.run = [&rooms, &names, otherwise = std::move(otherwise)](CommandCall call) {
        return whois(rooms, names, otherwise, std::move(call));
    }};
}

} // namespace bascule::bridge
