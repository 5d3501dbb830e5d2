#pragma once

#include "bridge/commands/audit.hpp"
#include "bridge/commands/chat.hpp"
#include "bridge/commands/commander.hpp"
#include "bridge/commands/invite.hpp"
#include "bridge/commands/list.hpp"
#include "bridge/commands/plumb.hpp"
#include "bridge/commands/status.hpp"
#include "bridge/commands/whois.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace bascule::bridge {

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class CommandsTest : public testing::Test {
protected:
    CommandsTest() {
        auto& orchard_room = world.homeserver.rooms[orchard];
        orchard_room.members = {world.bot, world.romeo};
        orchard_room.rights.users = {{world.romeo, 100}, {world.bot, 50}};
        world.policy.permissions = world.allow({{"*", mapping::Permission::plumb}});
        world.xmpp.traits->has_archive = true;
        world.xmpp.on_joined = [this](const JoinRequest& request) {
            if (auto* const muc = mucs.find(garden)) {
                auto own = tests::occupant_presence(garden.with_resource(request.nick).value(), request.occupant);
                own.statuses = {110};
                muc->on_presence(own);
            }
        };
        world.xmpp.no_mucs = {juliet};
        commands.add(chat_command(direct_rooms, world.registry.portals, mucs.world()));
        commands.add(leave_command(direct_rooms, world.registry.portals));
        commands.add(unbridge_command(mucs, world.registry.portals, maker));
        commands.add(status_command(mucs, world.registry.portals));
        commands.add(list_command(mucs, world.registry.portals));
        commands.add(members_command(mucs));
        commands.add(nick_command(mucs));
        commands.add(invite_command(mucs));
        commands.add(whois_command(addresses, mucs));
        commands.add(audit_command(world.registry.audit));
        commands.add(version_command("0.1.0"));
    }
    void TearDown() override { world.finish(mucs.stop("the end")); }

    void give(const std::string& text) {
        const auto id = "$" + std::to_string(std::hash<std::string>{}(text)); // said again, it is the same event
        auto event = world.said(id.c_str(), orchard, world.romeo, text);
        event.at_ms = said_ms.try_emplace(text, world.now_ms).first->second;
        world.finish(commander.run(std::move(event)));
    }
    /// Has it done beside the test.
    void begin(Task<void> task) {
        boost::asio::co_spawn(world.context, std::move(task), [](const std::exception_ptr&) {});
        world.let_run();
    }
    std::string answer_to(const std::string& text) {
        give(text);
        return world.homeserver.texts(orchard).back();
    }
    /// Gives the command and says that it is meant.
    std::string confirmed(const std::string& command) {
        const std::string nth(static_cast<std::size_t>(++confirmations), ' '); // else it is the same event
        give("!xmpp " + command + nth);
        return answer_to("!xmpp confirm" + nth);
    }
    std::string unbridge() {
        give("!xmpp unbridge");
        return answer_to("!xmpp confirm");
    }
    /// The orchard and the garden become one.
    void plumb() {
        Portal portal{PortalKind::plumbed, orchard, garden, {}, 0};
        world.registry.portals.rows.push_back(portal);
        mucs.add(std::move(portal), false);
        world.let_run();
    }
    void plumb_elsewhere() {
        world.registry.portals.rows.push_back({PortalKind::plumbed,
                                               samples::room("!hall:montague.example"),
                                               samples::jid("hall@muc.capulet.example"),
                                               {},
                                               0});
    }
    const Portal& open_chat(const mapping::RoomId& in, const mapping::UserId& user) {
        world.registry.portals.rows.push_back({PortalKind::direct, in, juliet, user, 0});
        world.homeserver.rooms[in].members = {user, world.ghost_of("juliet@capulet.example")};
        return world.registry.portals.rows.back();
    }
    /// Brings what Juliet said in the garden.
    Task<Delivery> relay(const char* stanza_id) {
        const auto ghost = co_await world.book.ghost_of_occupant(garden, "Juliet");
        JournalEntry entry{{{Side::xmpp, garden.str()}, stanza_id}, stanza_id, ghost.str(), 0};
        JournalRow row{1, std::move(entry)};
        auto message = tests::group_message({garden.with_resource("Juliet").value(), bot, {}}, stanza_id, "Romeo?");
        co_return co_await mucs.find(garden)->relay(std::move(row), std::move(message), Doubt::none);
    }
    std::set<mapping::Jid> left() const {
        std::set<mapping::Jid> occupants;
        for (const auto& leave : world.xmpp.leaves) {
            EXPECT_EQ(leave.room, garden);
            occupants.insert(leave.occupant);
        }
        return occupants;
    }

    fakes::SmallWorld world;
    int confirmations = 0;
    std::map<std::string, std::int64_t> said_ms; ///< when each command was first given
    const mapping::RoomId orchard = samples::room("!orchard:montague.example");
    const mapping::Jid garden = samples::jid("garden@muc.capulet.example");
    const mapping::Jid juliet = samples::jid("juliet@capulet.example");
    const mapping::Jid bot = samples::jid("matrix.montague.example/bascule");
    const mapping::UserId benvolio = samples::user("@benvolio:montague.example");
    DirectRooms direct_rooms{world.context.get_executor(),
                             {world.homeserver, world.registry.portals, world.event_codec, world.book, world.now},
                             world.ghosts};
    MucRooms mucs{world.muc_world([](const QueueName&) {})};
    PortalMaker maker{world.context.get_executor(), mucs, world.registry.portals};
    AddressResolver addresses{world.names, world.registry.name_pairs, world.registry.portals, world.registry.occupants};
    CommandTable commands{world.policy, world.registry.audit, world.now};
    Commander commander{{world.homeserver, world.notices, world.registry.portals}, commands, direct_rooms, world.bot};
};

using ChatCommand = CommandsTest;
using AuditCommand = CommandsTest;
using InviteCommand = CommandsTest;
using NickCommand = CommandsTest;
using LeaveCommand = CommandsTest;
using ListCommand = CommandsTest;
using MembersCommand = CommandsTest;
using StatusCommand = CommandsTest;
using UnbridgeCommand = CommandsTest;
using WhoisCommand = CommandsTest;

} // namespace bascule::bridge
