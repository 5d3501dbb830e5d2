#include "bridge/muc/muc_room.hpp"

#include "bridge/muc/muc_rooms.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {
namespace {

using samples::jid;
using samples::room;
using Row = fakes::MemoryJournal::State;
using Words = std::vector<std::string>;

class MucRoomTest : public testing::Test {
protected:
    MucRoomTest() {
        world.xmpp.traits->has_archive = true;
        world.xmpp.traits->has_stanza_ids = true;
        auto& members = world.homeserver.rooms[orchard].members;
        members = {world.bot, world.romeo};
        world.xmpp.on_joined = [this](const JoinRequest& request) {
            auto own = presence(request.nick, request.occupant);
            own.statuses = {110};
            find().on_presence(own);
        };
        world.journal.positions[muc_queue] = {muc_queue, "s0", 0};
    }
    void TearDown() override { world.finish(rooms.stop("the end")); }

    MucRoom& find() { return *rooms.find(garden); }
    void enter() {
        rooms.add({PortalKind::plumbed, orchard, garden, {}, 0}, false);
        world.let_run();
        ASSERT_TRUE(find().status().is_in);
    }
    void reconnect() {
        world.xmpp.go_down();
        find().on_disconnected();
        world.let_run();
        world.xmpp.come_up();
        find().on_connected();
    }
    OccupantPresence presence(const std::string& nick, const mapping::Jid& to) const {
        return tests::occupant_presence(garden.with_resource(nick).value(), to);
    }
    GroupMessage group_message(const std::string& nick, std::string stanza_id, std::string id) const {
        return tests::group_message({garden.with_resource(nick).value(), bot, std::move(id)}, stanza_id, stanza_id);
    }
    /// A live message, as the intake hands it over.
    Task<void> take_live(std::string nick, std::string stanza_id, std::string id) {
        JournalCommit commit;
        co_await find().on_group_message(group_message(nick, stanza_id, id), stanza_id, commit);
        co_await world.journal.commit(std::move(commit));
        co_await find().after_commit();
    }
    void hear(const char* nick, const char* stanza_id, const char* id) { world.finish(take_live(nick, stanza_id, id)); }
    ArchivePage::Item archived(const std::string& nick, const std::string& stanza_id, const std::string& id) {
        world.stanza_codec.stanzas.insert_or_assign(stanza_id, group_message(nick, stanza_id, id));
        return {stanza_id, 5, stanza_id};
    }
    Delivery say(const char* id) {
        return world.finish(find().say(world.said(id, orchard, world.romeo, "But soft!"), {}));
    }
    ReturnedMessage returned(const char* id, const char* condition) {
        ReturnedMessage message{.head = {garden, world.puppet_of(world.romeo), id}, .error = {"cancel", condition, {}}};
        return message;
    }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = room("!orchard:montague.example");
    const mapping::Jid garden = jid("garden@muc.capulet.example");
    const mapping::Jid bot = jid("matrix.montague.example/bascule");
    const QueueName muc_queue{Side::xmpp, garden.str()};
    const QueueName room_queue{Side::matrix, orchard.str()};
    std::vector<QueueName> woken;
    MucRooms rooms{world.muc_world([this](const QueueName& queue) { woken.push_back(queue); })};
};

TEST_F(MucRoomTest, TheBotEntersFirstAndThenThePuppets) {
    enter();
    ASSERT_EQ(world.xmpp.joins.size(), 2U);
    EXPECT_EQ(world.xmpp.joins.at(0).occupant, bot);
    EXPECT_EQ(world.xmpp.joins.at(1).occupant, world.puppet_of(world.romeo));
    EXPECT_EQ(world.xmpp.joins.at(1).nick, "Romeo");
    EXPECT_EQ(find().status().puppets, 1U);
}

// XEP-0313 §3: messages after the last known id.
TEST_F(MucRoomTest, AGapIsReadFromTheArchiveBehindTheLastPositionAndBeforeWhatIsLive) {
    world.xmpp.pages = {{{archived("Juliet", "s1", "1")}, false}, {{archived("Juliet", "s2", "2")}, true}};
    rooms.add({PortalKind::plumbed, orchard, garden, {}, 0}, false);
    world.xmpp.on_archive = [&] { // while the archive answers, somebody goes on speaking
        if (world.xmpp.archive_requests.size() == 2) {
            boost::asio::co_spawn(world.context, take_live("Juliet", "s3", "3"), [](const std::exception_ptr&) {});
        }
    };
    world.let_run();
    ASSERT_TRUE(find().status().is_in);
    EXPECT_EQ(world.xmpp.archive_requests.at(0).after_id, "s0");
    EXPECT_EQ(world.xmpp.archive_requests.at(1).after_id, "s1");
    EXPECT_EQ(world.journal.waiting(Side::xmpp), (Words{"s1", "s2", "s3"}));
    EXPECT_EQ(world.journal.positions.at(muc_queue).stanza_id, "s3");
}

TEST_F(MucRoomTest, AMessageBothArchivedAndLiveIsTakenOnce) {
    enter();
    reconnect();
    world.xmpp.pages = {{{archived("Juliet", "s1", "1")}, true}};
    hear("Juliet", "s1", "1");
    EXPECT_EQ(world.journal.waiting(Side::xmpp), Words{"s1"});
    hear("Juliet", "s2", "2");
    EXPECT_EQ(world.journal.waiting(Side::xmpp), (Words{"s1", "s2"}));
}

TEST_F(MucRoomTest, AnOwnMessageInTheArchiveFinishesItsRowAndIsLinked) {
    enter();
    world.journal.add(room_queue, "$1");
    say("$1");
    reconnect();
    world.xmpp.pages = {{{archived("Romeo", "s1", "$1")}, true}};
    world.let_run();
    EXPECT_EQ(world.journal.at("$1").state, Row::finished);
    EXPECT_TRUE(world.journal.waiting(Side::xmpp).empty());
    ASSERT_EQ(world.registry.message_links.rows.size(), 1U);
    EXPECT_EQ(world.registry.message_links.rows.front().stanza_id, "s1");
}

TEST_F(MucRoomTest, AReflectionFinishesItsRowAndMovesThePositionInOneCommit) {
    enter();
    world.journal.add(room_queue, "$1");
    EXPECT_EQ(say("$1").state, Delivery::State::handed_on);
    world.journal.commits.clear();
    hear("Romeo", "s1", "$1");
    ASSERT_EQ(world.journal.commits.size(), 1U);
    const auto& commit = world.journal.commits.front();
    EXPECT_EQ(commit.done, (std::vector<EntryKey>{{room_queue, "$1"}}));
    EXPECT_EQ(commit.positions.at(0).stanza_id, "s1");
    EXPECT_TRUE(commit.entries.empty());
    EXPECT_EQ(world.journal.at("$1").state, Row::finished);
    EXPECT_EQ(world.registry.message_links.rows.at(0).stanza_id, "s1");
}

TEST_F(MucRoomTest, AReflectionIsLinkedWhenTheStoreIsBack) {
    enter();
    say("$1");
    world.registry.go_away();
    EXPECT_THROW(hear("Romeo", "s1", "$1"), Outage);
    world.registry.come_back();
    world.finish(find().after_commit());
    EXPECT_EQ(world.registry.message_links.rows.size(), 1U);
}

TEST_F(MucRoomTest, WhatIsSaidOutsideIsTriedAgainAfterTheEntry) {
    enter();
    find().on_disconnected();
    std::optional<bool> was_outage;
    const auto attempt = [&]() -> Task<void> {
        try {
            const Before before;
            co_await find().say(world.said("$1", orchard, world.romeo, "But soft!"), before);
            was_outage = false;
        } catch (const Outage&) {
            was_outage = true;
        }
    };
    boost::asio::co_spawn(world.context, attempt(), [](const std::exception_ptr&) {});
    world.let_run();
    EXPECT_FALSE(was_outage.has_value());
    find().on_connected();
    world.let_run();
    EXPECT_EQ(was_outage, true);
    EXPECT_TRUE(world.xmpp.messages.empty());
}

TEST_F(MucRoomTest, WhatIsSaidInsideGoesFromThePuppet) {
    enter();
    world.xmpp.stream = 4;
    EXPECT_EQ(say("$1").session, 4U);
    const auto& message = world.xmpp.messages.at(0);
    EXPECT_EQ(message.from, world.puppet_of(world.romeo));
    EXPECT_TRUE(message.is_groupchat);
    EXPECT_EQ(message.id, "$1");
}

// XEP-0045 §7.2.8: a nick in use.
TEST_F(MucRoomTest, APuppetWhoseNickIsTakenTriesTheNextOne) {
    world.xmpp.refuse_join = [](const JoinRequest& request) -> std::optional<StanzaError> {
        return request.nick == "Romeo" ? std::optional{StanzaError{"cancel", "conflict", {}}} : std::nullopt;
    };
    enter();
    EXPECT_GE(world.xmpp.nicks_of(world.puppet_of(world.romeo)).size(), 2U);
    EXPECT_EQ(find().status().puppets, 1U);
}

TEST_F(MucRoomTest, ABannedPuppetsUserIsToldAndHisMessagesAreSetAsideOfWhichHeIsToldToo) {
    world.xmpp.refuse_join = [this](const JoinRequest& request) -> std::optional<StanzaError> {
        return request.occupant == bot ? std::nullopt : std::optional{StanzaError{"auth", "forbidden", {}}};
    };
    enter();
    EXPECT_EQ(say("$1").state, Delivery::State::parked);
    EXPECT_EQ(world.homeserver.texts(orchard).size(), 2U);
    EXPECT_EQ(world.xmpp.nicks_of(world.puppet_of(world.romeo)).size(), 1U);
}

// XEP-0045 §7.4: not-acceptable says that the sender is not an occupant.
TEST_F(MucRoomTest, AMessageReturnedAsNotAcceptableIsSaidAgainOnceOnly) {
    enter();
    world.journal.add(room_queue, "$1");
    say("$1");
    world.finish(world.journal.finish({1}));
    world.finish(find().on_returned(returned("$1", "not-acceptable")));
    EXPECT_EQ(world.journal.at("$1").state, Row::pending);
    EXPECT_EQ(woken.back(), room_queue);
    say("$1");
    EXPECT_EQ(world.xmpp.nicks_of(world.puppet_of(world.romeo)).size(), 2U);
    world.finish(world.journal.finish({1}));
    world.finish(find().on_returned(returned("$1", "not-acceptable")));
    EXPECT_EQ(world.journal.at("$1").state, Row::finished);
    EXPECT_EQ(world.homeserver.texts(orchard).size(), 1U);
}

TEST_F(MucRoomTest, AMessageReturnedForAnotherReasonIsToldInTheRoom) {
    enter();
    say("$1");
    world.finish(find().on_returned(returned("$1", "forbidden")));
    EXPECT_EQ(world.homeserver.texts(orchard).size(), 1U);
}

TEST_F(MucRoomTest, AnOccupantsGhostComesAndLeavesWhenHeHasBeenGoneForTheDelay) {
    enter();
    find().on_presence(presence("Juliet", bot));
    world.let_run();
    const auto ghost = world.finish(world.book.ghost_of_occupant(garden, "Juliet"));
    auto& members = world.homeserver.rooms[orchard].members;
    EXPECT_TRUE(members.contains(ghost));
    auto gone = presence("Juliet", bot);
    gone.is_available = false;
    find().on_presence(gone);
    world.let_run();
    EXPECT_TRUE(members.contains(ghost));
    world.now_ms += 60'000;
    find().on_presence(presence("Mercutio", bot)); // anything that makes the room look
    world.let_run();
    EXPECT_FALSE(members.contains(ghost));
    EXPECT_EQ(world.registry.occupants.rows.size(), 1U);
}

// XEP-0045 §8.2: status 307.
TEST_F(MucRoomTest, TheGhostOfWhoIsKickedLeavesAtOnce) {
    enter();
    find().on_presence(presence("Juliet", bot));
    world.let_run();
    auto kicked = presence("Juliet", bot);
    kicked.is_available = false;
    kicked.statuses = {307};
    find().on_presence(kicked);
    world.let_run();
    const auto ghost = world.finish(world.book.ghost_of_occupant(garden, "Juliet"));
    EXPECT_FALSE(world.homeserver.rooms[orchard].members.contains(ghost));
}

TEST_F(MucRoomTest, APuppetLeavesWithItsUser) {
    enter();
    MemberChange change{
        .subject = world.romeo, .now = Membership::leave, .before = Membership::join, .display_name = {}, .reason = {}};
    find().on_member(world.romeo, change);
    world.let_run();
    ASSERT_EQ(world.xmpp.leaves.size(), 1U);
    EXPECT_EQ(world.xmpp.leaves.front().occupant, world.puppet_of(world.romeo));
}

TEST_F(MucRoomTest, AMessageInDoubtIsLookedForBeforeItIsSent) {
    enter();
    const auto ghost = world.finish(world.book.ghost_of_occupant(garden, "Juliet"));
    const auto relay = [&](Doubt doubt) {
        JournalEntry entry{{muc_queue, "s1"}, "s1", ghost.str(), 0};
        JournalRow row{1, std::move(entry)};
        return world.finish(find().relay(std::move(row), group_message("Juliet", "s1", "1"), doubt));
    };
    EXPECT_FALSE(relay(Doubt::maybe_there).was_there);
    EXPECT_TRUE(relay(Doubt::maybe_there).was_there);
    EXPECT_EQ(world.homeserver.texts(orchard), Words{"s1"});
    EXPECT_EQ(world.homeserver.rooms[orchard].events.at(0).sender, ghost);
}

} // namespace
} // namespace bascule::bridge
