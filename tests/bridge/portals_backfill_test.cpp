// What a room takes over of what was said in its MUC before the two were bridged.
#include "bridge/muc/muc_rooms.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {
namespace {

using samples::jid;
using Words = std::vector<std::string>;

class BackfillTest : public testing::Test {
protected:
    BackfillTest() {
        world.xmpp.traits->has_archive = true;
        world.xmpp.traits->has_stanza_ids = true;
        world.xmpp.traits->name = "The Garden";
        world.policy.portals.backfill = 2;
        world.homeserver.rooms[orchard].members = {world.bot};
        world.homeserver.rooms[orchard].rights.users = {{world.bot, 100}};
        world.xmpp.on_joined = [this](const JoinRequest& request) {
            auto own = tests::occupant_presence(garden.with_resource(request.nick).value(), request.occupant);
            own.statuses = {110};
            find().on_presence(own);
            for (const auto& message : history) {
                hear(message);
            }
            find().on_subject({{garden, jid("matrix.montague.example/bascule"), {}}, {}});
        };
    }
    void TearDown() override { world.finish(rooms.stop("the end")); }

    MucRoom& find() { return *rooms.find(garden); }
    GroupMessage said(const std::string& stanza_id, std::optional<std::int64_t> at_ms) const {
        StanzaHead head{garden.with_resource("Juliet").value(), jid("matrix.montague.example/bascule"),
                        "id" + stanza_id};
        auto message = tests::group_message(std::move(head), stanza_id, "Words of " + stanza_id);
        message.delay_ms = at_ms;
        return message;
    }
    void archive(const std::string& stanza_id, std::int64_t at_ms) {
        world.stanza_codec.stanzas.insert_or_assign(stanza_id, said(stanza_id, at_ms));
        world.history.page.items.push_back({stanza_id, at_ms, stanza_id});
    }
    /// It arrives while the bot enters, which the reader holds back.
    void hear(const GroupMessage& message) {
        boost::asio::co_spawn(world.context, take(message), [](const std::exception_ptr&) {});
    }
    Task<void> take(GroupMessage message) {
        JournalCommit commit;
        const auto xml = message.head.id;
        co_await find().on_group_message(std::move(message), xml, commit);
        co_await world.journal.commit(std::move(commit));
    }
    void begin(PortalKind kind) {
        rooms.add({kind, orchard, garden, {}, world.now_ms}, true);
        world.let_run();
        ASSERT_TRUE(find().status().is_in);
    }
    /// Brings everything that waits in the MUC's queue.
    void bring_all() {
        for (const auto& row : std::vector{world.journal.rows}) {
            auto message = std::get<GroupMessage>(*world.stanza_codec.decode(row.row.entry.payload));
            world.finish(find().relay(row.row, std::move(message), Doubt::none));
        }
    }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = samples::room("!orchard:montague.example");
    const mapping::Jid garden = jid("garden@muc.capulet.example");
    std::vector<GroupMessage> history; // what the MUC sends to a joiner
    MucRooms rooms{world.muc_world([](const QueueName&) {})};
};

TEST_F(BackfillTest, TheLastMessagesOfTheArchiveAreTakenAndReadingGoesOnBehindThem) {
    archive("s1", 100);
    archive("s2", 200);
    begin(PortalKind::portal);
    EXPECT_EQ(world.history.wishes, std::vector<int>{2});
    EXPECT_EQ(world.journal.waiting(Side::xmpp), (Words{"s1", "s2"}));
    EXPECT_EQ(world.xmpp.archive_requests.at(0).after_id, "s2");
}

TEST_F(BackfillTest, TheyKeepTheirTime) {
    archive("s1", 100);
    begin(PortalKind::portal);
    bring_all();
    const auto& events = world.homeserver.rooms[orchard].events;
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events.front().token.at_ms, 100);
    EXPECT_EQ(events.front().message.kind, mapping::MessageKind::text);
}

TEST_F(BackfillTest, TheBeginningLastsUntilTheyAreInTheRoom) {
    archive("s1", 100);
    begin(PortalKind::portal);
    bool is_over = false;
    boost::asio::co_spawn(world.context, find().await_beginning(), [&](const std::exception_ptr&) { is_over = true; });
    world.let_run();
    EXPECT_FALSE(is_over);
    bring_all();
    world.let_run();
    EXPECT_TRUE(is_over);
}

// Matrix spec, "Predefined rules": .m.rule.suppress_notices
TEST_F(BackfillTest, WhereMatrixPeopleAreInTheRoomTheyComeAsNotices) {
    world.homeserver.rooms[orchard].members.insert(world.romeo);
    archive("s1", 100);
    begin(PortalKind::plumbed);
    bring_all();
    EXPECT_EQ(world.homeserver.rooms[orchard].events.front().message.kind, mapping::MessageKind::notice);
}

TEST_F(BackfillTest, WhatWasSaidSinceIsNoNotice) {
    world.homeserver.rooms[orchard].members.insert(world.romeo);
    begin(PortalKind::plumbed);
    archive("s1", world.now_ms + 1);
    auto entry =
        JournalEntry{{{Side::xmpp, garden.str()}, "s1"}, "s1", world.ghost_of("juliet@capulet.example").str(), 0};
    JournalRow row{1, std::move(entry)};
    world.finish(find().relay(std::move(row), said("s1", world.now_ms + 1), Doubt::none));
    EXPECT_EQ(world.homeserver.rooms[orchard].events.front().message.kind, mapping::MessageKind::text);
}

TEST_F(BackfillTest, NoneIsTakenWhereTheAdminWantsNone) {
    world.policy.portals.backfill = 0;
    archive("s1", 100);
    begin(PortalKind::portal);
    EXPECT_TRUE(world.history.wishes.empty());
    EXPECT_TRUE(world.journal.rows.empty());
}

TEST_F(BackfillTest, NoneIsTakenWhenTheMucIsEnteredAgain) {
    begin(PortalKind::portal);
    archive("s1", 100);
    rooms.on_disconnected();
    rooms.on_connected();
    world.let_run();
    EXPECT_EQ(world.history.wishes.size(), 1U);
    EXPECT_TRUE(world.journal.rows.empty());
}

// XEP-0045 §7.2.13: what such a MUC has kept it sends to who joins.
TEST_F(BackfillTest, AMucWithoutArchiveGivesTheLastOfWhatItSends) {
    world.xmpp.traits->has_archive = false;
    history = {said("s1", 100), said("s2", 200), said("s3", 300), said("s4", std::nullopt)};
    begin(PortalKind::portal);
    EXPECT_EQ(world.xmpp.joins.at(0).history.since_ms, 0);
    EXPECT_EQ(world.journal.waiting(Side::xmpp), (Words{"s2", "s3", "s4"}));
}

TEST_F(BackfillTest, WhatAnEarlierBridgeHasBroughtIsNotBroughtAgain) {
    const auto hall = samples::room("!hall:montague.example");
    const auto link = [&](const mapping::RoomId& room, const char* event, std::string author, std::string stanza_id) {
        world.registry.message_links.rows.push_back(
            {room, samples::event(event), std::move(author), "id" + stanza_id, {}, stanza_id, garden, 0});
    };
    world.policy.portals.backfill = 3;
    for (const auto* const id : {"s1", "s2", "s3"}) {
        archive(id, 100);
    }
    link(orchard, "$1", "garden@muc.capulet.example/Juliet", "s1");
    link(hall, "$2", "garden@muc.capulet.example/Juliet", "s2"); // into another room
    link(hall, "$3", "@romeo:montague.example", "s3");           // Romeo's own words
    begin(PortalKind::plumbed);
    EXPECT_EQ(world.journal.waiting(Side::xmpp), Words{"s2"});
    EXPECT_EQ(world.journal.positions.at({Side::xmpp, garden.str()}).stanza_id, "s3");
}

TEST_F(BackfillTest, AnExistingRoomSaysToWhichMucItIsBridged) {
    begin(PortalKind::plumbed);
    ASSERT_TRUE(world.room_maker.notes.contains(orchard));
    EXPECT_EQ(world.room_maker.notes.at(orchard).name, "The Garden");
    world.finish(rooms.remove(garden, "enough"));
    EXPECT_TRUE(world.room_maker.notes.empty());
}

} // namespace
} // namespace bascule::bridge
