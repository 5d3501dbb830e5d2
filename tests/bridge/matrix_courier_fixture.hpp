#pragma once

#include "bridge/delivery/matrix_courier.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace bascule::bridge {

/// A MatrixCourier with all that it brings events to.
class MatrixCourierFixture : public testing::Test {
protected:
    MatrixCourierFixture() {
        world.homeserver.rooms[orchard].members = {world.bot, world.romeo};
        world.xmpp.traits->has_archive = true;
        world.xmpp.on_joined = [this](const JoinRequest& request) {
            auto own = tests::occupant_presence(garden.with_resource(request.nick).value(), request.occupant);
            own.statuses = {110};
            mucs.find(garden)->on_presence(own);
        };
        commands.add({.name = "greet", .summary = "say hello", .run = [](const CommandCall&) -> Task<CommandAnswer> {
                          co_return done("Hello");
                      }});
    }
    void TearDown() override { world.finish(mucs.stop("the end")); }

    Delivery deliver(MatrixEvent given, Before before = {}) {
        const auto id = given.id.str();
        JournalEntry entry{{{Side::matrix, given.room.str()}, id}, id, {}, 0};
        world.event_codec.events.insert_or_assign(id, std::move(given));
        JournalRow row{1, std::move(entry)};
        return world.finish(courier.deliver(std::move(row), before));
    }
    Delivery deliver(const char* id, const mapping::RoomId& in, const mapping::UserId& sender,
                     decltype(MatrixEvent::content) content) {
        auto given = world.said(id, in, sender, {});
        given.content = std::move(content);
        return deliver(std::move(given));
    }
    static MemberChange change_of(const mapping::UserId& subject, Membership now,
                                  Membership before = Membership::join) {
        return {.subject = subject, .now = now, .before = before, .display_name = {}, .reason = {}};
    }
    void plumb() {
        Portal portal{PortalKind::plumbed, orchard, garden, {}, 0};
        world.registry.portals.rows.push_back(portal);
        mucs.add(std::move(portal), false);
        world.let_run();
        ASSERT_TRUE(mucs.find(garden)->status().is_in);
    }
    void open_chat() {
        world.registry.portals.rows.push_back(
            {PortalKind::direct, chat, samples::jid("juliet@capulet.example"), world.romeo, 0});
        world.homeserver.rooms[chat].members = {world.romeo, juliet};
    }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = samples::room("!orchard:montague.example");
    const mapping::RoomId chat = samples::room("!chat:montague.example");
    const mapping::Jid garden = samples::jid("garden@muc.capulet.example");
    const mapping::UserId juliet = world.ghost_of("juliet@capulet.example");
    const mapping::UserId benvolio = samples::user("@benvolio:montague.example");
    NoMetrics metrics;
    DirectRooms direct_rooms{world.context.get_executor(),
                             {world.homeserver, world.registry.portals, world.event_codec, world.book, world.now},
                             world.ghosts};
    DirectMessages direct_messages{{world.homeserver, world.xmpp, world.registry.message_links, world.book,
                                    world.encryption, world.conversations, world.feedback},
                                   direct_rooms,
                                   world.ghosts,
                                   world.puppets,
                                   world.policy};
    MucRooms mucs{world.muc_world([](const QueueName&) {})};
    CommandTable commands{world.policy, world.registry.audit, world.now};
    Commander commander{{world.homeserver, world.notices, world.registry.portals}, commands, direct_rooms, world.bot};
    MatrixIntake intake{
        world.context.get_executor(),
        {world.journal, world.event_codec, world.book, metrics, world.now, [](const QueueName&) {}, [] {}},
        world.ghosts};
    LostEvents lost_events{world.context.get_executor(),
                           {world.homeserver, world.journal, world.registry.portals, world.event_codec, world.book,
                            world.now, [](const QueueName&) {}},
                           intake,
                           world.bot};
    Activity activity{world.registry.activity, world.now};
    Venues venues{world.context.get_executor(), mucs, world.registry.portals};
    AddressResolver addresses{world.names, world.registry.name_pairs, world.registry.portals, world.registry.occupants};
    BotChats bot_chats{{world.homeserver, world.told, world.event_codec, intake, world.now}, world.bot};
    LinkTranslator links_in_text{addresses, world.registry.portals, "montague.example"};
    MatrixCourier courier{{world.registry.portals,
                           world.homeserver,
                           world.xmpp,
                           world.event_codec,
                           world.ghosts,
                           world.puppets,
                           world.book,
                           direct_rooms,
                           direct_messages,
                           mucs,
                           commander,
                           lost_events,
                           activity,
                           world.encryption,
                           links_in_text,
                           bot_chats,
                           nullptr,
                           {},
                           nullptr,
                           &venues}};
};

} // namespace bascule::bridge
