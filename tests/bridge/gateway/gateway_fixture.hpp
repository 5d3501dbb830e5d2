#pragma once

#include "bridge/gateway/gateway_rooms.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/counting_metrics.hpp"
#include "tests/fakes/fake_muc_service.hpp"
#include "tests/fakes/fake_room_door.hpp"
#include "tests/fakes/kept_people.hpp"
#include "tests/fakes/memory_gateway_records.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// The Matrix room Verona as a MUC. Romeo, of Matrix, owns it and is in; the bot is not yet.
class GatewayTest : public testing::Test {
protected:
    GatewayTest() {
        auto& room = world.homeserver.rooms[verona];
        room.members = {world.romeo};
        room.rights.join_rule = "public";
        room.rights.users[world.romeo] = 100;
        room.rights.events["m.room.power_levels"] = 100;
        door.aliases.emplace("#verona:montague.example", verona);
        begin();
    }
    void TearDown() override {
        world.finish(rooms->stop("the end"));
        world.finish(portraits.stop());
    }

    /// Another process, with what the store remembers.
    void begin() {
        rooms = std::make_unique<GatewayRooms>(GatewayWorld{world.context.get_executor(),
                                                            world.homeserver,
                                                            door,
                                                            door,
                                                            world.event_codec,
                                                            world.xmpp,
                                                            service,
                                                            records,
                                                            world.book,
                                                            world.ghosts,
                                                            world.puppets,
                                                            direct_messages,
                                                            world.conversations,
                                                            world.feedback,
                                                            links,
                                                            world.registry.portals,
                                                            world.policy,
                                                            metrics,
                                                            world.now,
                                                            "secret",
                                                            nullptr});
        rooms->show_faces_by({&people, &portraits, &world.pictures, &world.room_admin});
    }

    ContactPresence presence(const mapping::Jid& from, const std::string& nick) const {
        return {.head = {from, nick.empty() ? muc : seat(nick), "p1"}, .nick = {}};
    }
    JournalCommit take(XmppEvent event, std::string xml = {}) {
        JournalCommit commit;
        ArrivedStanza stanza{std::move(event), std::move(xml)};
        EXPECT_TRUE(rooms->take(stanza, commit));
        world.let_run();
        return commit;
    }
    void enter(const mapping::Jid& from, const std::string& nick) {
        auto asked = presence(from, nick);
        asked.entry = MucEntry{};
        take(std::move(asked));
    }
    void leave(const mapping::Jid& from, const std::string& nick) {
        auto gone = presence(from, nick);
        gone.kind = PresenceKind::unavailable;
        take(std::move(gone));
    }
    /// He says it, and the courier brings the row.
    Delivery say(const mapping::Jid& from, const std::string& id, const std::string& text, Doubt doubt = Doubt::none) {
        return bring(tests::group_message({from, muc, id}, {}, text), doubt);
    }
    Delivery bring(XmppEvent event, Doubt doubt = Doubt::none) {
        auto copy = event;
        auto commit = take(std::move(copy), "xml");
        JournalRow row{1, std::move(commit.entries.at(0))};
        return world.finish(rooms->relay(std::move(row), std::move(event), doubt));
    }
    std::optional<Delivery> happen(MatrixEvent event, Before before = {}) {
        return world.finish(rooms->on_event(event, before));
    }
    std::optional<Delivery> happen(const char* id, const mapping::UserId& sender,
                                   decltype(MatrixEvent::content) content) {
        auto event = world.said(id, verona, sender, {});
        event.content = std::move(content);
        return happen(std::move(event));
    }
    static MemberChange change_of(const mapping::UserId& subject, Membership now, std::string name = {}) {
        return {.subject = subject,
                .now = now,
                .before = Membership::join,
                .display_name = std::move(name),
                .avatar_url = {},
                .reason = "because"};
    }
    mapping::Jid seat(const std::string& nick) const { return muc.with_resource(nick).value(); }
    const SeatPresence& shown(const std::string& nick, const mapping::Jid& to) const {
        return service.last_of(nick, to);
    }
    static bool has(const SeatPresence& presence, int status) {
        return std::ranges::find(presence.statuses, status) != presence.statuses.end();
    }
    mapping::UserId ghost() { return world.ghost_of("juliet@capulet.example"); }

    fakes::SmallWorld world;
    const mapping::RoomId verona = samples::room("!verona:montague.example");
    const mapping::Jid muc = samples::jid("#verona%montague.example@matrix.montague.example");
    const mapping::Jid juliet = samples::jid("juliet@capulet.example/balcony");
    const mapping::Jid phone = samples::jid("juliet@capulet.example/phone");
    const mapping::Jid nurse = samples::jid("nurse@capulet.example/kitchen");
    const mapping::UserId benvolio = samples::user("@benvolio:montague.example");
    AddressResolver addresses{world.names, world.registry.name_pairs, world.registry.portals, world.registry.occupants};
    LinkTranslator links{addresses, world.registry.portals, "montague.example"};
    fakes::CountingMetrics metrics;
    fakes::FakeMucService service;
    fakes::FakeRoomDoor door{world.homeserver};
    fakes::MemoryGatewayRecords records;
    DirectRooms direct_rooms{world.context.get_executor(),
                             {world.homeserver, world.registry.portals, world.event_codec, world.book, world.now},
                             world.ghosts};
    DirectMessages direct_messages{{world.homeserver, world.xmpp, world.registry.message_links, world.book,
                                    world.encryption, world.conversations, world.feedback},
                                   direct_rooms,
                                   world.ghosts,
                                   world.puppets,
                                   world.policy};
    fakes::KeptPeople people;
    fakes::FakePuppetLooks looks;
    PuppetPortraits portraits{world.context.get_executor(),
                              {world.homeserver, world.pictures, looks, world.book,
                               [this](mapping::UserId user) { return rooms->show_again(std::move(user)); }}};
    std::unique_ptr<GatewayRooms> rooms;
};

} // namespace bascule::bridge
