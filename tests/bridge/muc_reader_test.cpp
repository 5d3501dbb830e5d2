#include "bridge/muc/muc_reader.hpp"

#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {
namespace {

using samples::event;
using samples::jid;
using samples::room;
using Row = fakes::MemoryJournal::State;
using Words = std::vector<std::string>;

class MucReaderTest : public testing::Test {
protected:
    MucReaderTest() { traits.has_stanza_ids = true; }

    static GroupMessage message(const std::string& nick, std::string stanza_id, std::string id,
                                std::optional<std::int64_t> delay_ms = {}) {
        auto said = tests::group_message({jid("garden@muc.capulet.example/" + nick), bot(), std::move(id)},
                                         std::move(stanza_id), "But soft!");
        said.delay_ms = delay_ms;
        return said;
    }
    static mapping::Jid bot() { return jid("matrix.montague.example/bascule"); }

    HistoryWish wish() {
        reader.trust(traits);
        return world.finish(reader.history_wish());
    }
    /// It arrives now; what the reader makes of it is committed. Its XML is the stanza-id, or else the id.
    void hear(GroupMessage said) {
        JournalCommit commit;
        const auto xml = said.stanza_id.empty() ? said.head.id : said.stanza_id;
        world.finish(reader.take(std::move(said), xml, commit));
        world.finish(world.journal.commit(std::move(commit)));
    }
    void begin_catching_up() {
        has_caught_up = false;
        reader.trust(traits);
        boost::asio::co_spawn(world.context, reader.catch_up(bot()),
                              [this](const std::exception_ptr& failure) { has_caught_up = !failure; });
        world.let_run();
    }
    /// With nothing missed.
    void catch_up() {
        reader.on_subject();
        begin_catching_up();
        ASSERT_TRUE(has_caught_up);
    }
    Words payloads() const {
        Words list;
        for (const auto& row : world.journal.rows) {
            list.push_back(row.row.entry.payload);
        }
        return list;
    }
    std::string author_of_last() const { return world.journal.rows.back().row.entry.author; }
    std::string ghost_of_occupant(const char* key) {
        return world.finish(world.book.ghost_of_occupant(garden, key)).str();
    }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = room("!orchard:montague.example");
    const mapping::Jid garden = jid("garden@muc.capulet.example");
    const QueueName queue{Side::xmpp, garden.str()};
    const Portal portal{PortalKind::plumbed, orchard, garden, {}, 0};
    static constexpr std::int64_t margin_ms = 60'000; // by which the MUC's clock may differ
    RoomTraits traits;                                // without an archive
    bool has_caught_up = false;
    Roster roster{"matrix.montague.example"};
    Expelled expelled{world.expulsions, garden, world.now};
    GhostMembers ghosts{
        {world.registry.occupants, world.book, world.homeserver, world.metrics, world.now, world.room_admin, expelled},
        world.ghosts,
        world.policy,
        portal};
    MucReader reader{
        world.context.get_executor(),
        {world.xmpp, world.journal, world.stanza_codec, world.now, world.history, world.registry.message_links},
        {roster, ghosts, world.bot},
        portal};
};

// XEP-0045 §7.2.13
TEST_F(MucReaderTest, AMucWithoutArchiveIsAskedForItsHistorySinceTheLastMessage) {
    EXPECT_EQ(wish().since_ms, std::nullopt);
    world.finish(reader.begin(0));
    EXPECT_EQ(wish().since_ms, world.now_ms - margin_ms);
    catch_up();
    hear(message("Juliet", {}, "1", 990'000));
    EXPECT_EQ(wish().since_ms, 990'000 - margin_ms);
}

TEST_F(MucReaderTest, AMucWithAnArchiveIsNotAskedForHistory) {
    world.finish(reader.begin(0));
    traits.has_archive = true;
    EXPECT_EQ(wish().since_ms, std::nullopt);
}

// XEP-0045 §7.2.15: the subject comes after the history.
TEST_F(MucReaderTest, WhatArrivesBeforeTheSubjectIsHeldBackAndThenTakenInOrder) {
    begin_catching_up();
    hear(message("Juliet", "s1", "1", 1));
    hear(message("Juliet", "s2", "2", 2));
    EXPECT_FALSE(has_caught_up);
    EXPECT_TRUE(payloads().empty());
    reader.on_subject();
    world.let_run();
    EXPECT_TRUE(has_caught_up);
    EXPECT_EQ(payloads(), (Words{"s1", "s2"}));
    EXPECT_EQ(world.journal.positions.at(queue).at_ms, 2);
    hear(message("Juliet", "s3", "3"));
    EXPECT_EQ(payloads(), (Words{"s1", "s2", "s3"}));
    EXPECT_EQ(world.journal.positions.at(queue).at_ms, world.now_ms);
}

TEST_F(MucReaderTest, ASubjectMayComeBeforeAnybodyWaitsForIt) {
    hear(message("Juliet", "s1", "1", 1));
    catch_up();
    EXPECT_EQ(payloads(), Words{"s1"});
}

TEST_F(MucReaderTest, TheSubjectOfAnEarlierEntryEndsNoHistory) {
    catch_up();
    reader.suspend();
    begin_catching_up();
    EXPECT_FALSE(has_caught_up);
    reader.on_subject();
    world.let_run();
    EXPECT_TRUE(has_caught_up);
}

TEST_F(MucReaderTest, HistoryThatIsKnownIsTakenOnce) {
    catch_up();
    hear(message("Juliet", "s1", "1"));
    hear(message("Juliet", {}, "2"));
    reader.suspend();
    hear(message("Juliet", "s1", "1", 1));
    hear(message("Juliet", {}, "2", 2));
    hear(message("Juliet", {}, "3", 3));
    catch_up();
    EXPECT_EQ(payloads(), (Words{"s1", "2", "3"}));
}

TEST_F(MucReaderTest, WithoutAStanzaIdTheSameIdOfTwoPeopleIsTwoMessages) {
    catch_up();
    hear(message("Juliet", {}, "1"));
    hear(message("Mercutio", {}, "1"));
    EXPECT_EQ(payloads().size(), 2U);
}

TEST_F(MucReaderTest, WithoutAnyIdItsTimeNamesAMessage) {
    catch_up();
    hear(message("Juliet", {}, {}, 1));
    hear(message("Juliet", {}, {}, 2));
    EXPECT_EQ(payloads().size(), 2U);
    hear(message("Juliet", {}, {}, 1));
    EXPECT_EQ(payloads().size(), 2U);
}

TEST_F(MucReaderTest, AMessageOfOursInTheHistoryFinishesItsRow) {
    roster.claim("Romeo", {}, Roster::Hold::seated);
    world.journal.add({Side::matrix, orchard.str()}, "$1");
    reader.expect({"$1", world.romeo, event("$1"), "$1"});
    hear(message("Romeo", {}, "$1", 7));
    catch_up();
    EXPECT_EQ(world.journal.at("$1").state, Row::finished);
    EXPECT_EQ(world.journal.rows.size(), 1U);
    const auto links = reader.take_reflections();
    ASSERT_EQ(links.size(), 1U);
    EXPECT_EQ(links.front().event, event("$1"));
    EXPECT_EQ(links.front().author, world.romeo.str());
    EXPECT_EQ(links.front().at_ms, 7);
    EXPECT_TRUE(reader.take_reflections().empty());
}

// A client may number its messages from 1 at every start.
TEST_F(MucReaderTest, WithoutAStanzaIdAnIdMayComeAgainWithOtherWords) {
    catch_up();
    hear(message("Juliet", {}, "1"));
    auto other = message("Juliet", {}, "1");
    other.message.body = "What light?";
    hear(std::move(other));
    EXPECT_EQ(payloads().size(), 2U);
}

// Somebody may have taken the nick while we were away.
TEST_F(MucReaderTest, WhoHoldsANickThatOnceWasOursIsHeard) {
    roster.claim("Romeo", {}, Roster::Hold::remembered);
    catch_up();
    hear(message("Romeo", "s1", "not-an-event"));
    EXPECT_EQ(payloads(), Words{"s1"});
    hear(message("Romeo", "s2", "$1")); // ours: an earlier process said it
    EXPECT_EQ(payloads(), Words{"s1"});
}

TEST_F(MucReaderTest, AnOccupantIdTellsOursFromWhoHasTakenTheNick) {
    traits.has_occupant_ids = true;
    roster.claim("Romeo", "our id", Roster::Hold::seated);
    catch_up();
    auto ours = message("Romeo", "s1", "changed by the MUC", 1);
    ours.occupant_id = "our id";
    hear(std::move(ours));
    EXPECT_TRUE(payloads().empty());
    auto forged = message("Romeo", "s2", "$1");
    forged.occupant_id = "another's id";
    hear(std::move(forged));
    EXPECT_EQ(payloads(), Words{"s2"});
}

TEST_F(MucReaderTest, WhoRepeatsAnIdOfOursUnderAnotherNickIsHeard) {
    roster.claim("Romeo", {}, Roster::Hold::seated);
    reader.expect({"$1", world.romeo, event("$1"), "$1"});
    catch_up();
    hear(message("Mercutio", "s1", "$1"));
    EXPECT_EQ(payloads(), Words{"s1"});
}

TEST_F(MucReaderTest, WhatTheRoomItselfSaysIsNobodysMessage) {
    catch_up();
    auto announcement = message("Juliet", "s1", "1");
    announcement.head.from = garden;
    hear(std::move(announcement));
    EXPECT_TRUE(payloads().empty());
    EXPECT_TRUE(world.journal.positions.empty());
}

TEST_F(MucReaderTest, WhatIsSaidNowIsSaidByWhoHoldsTheNick) {
    auto presence = tests::occupant_presence(garden.with_resource("Juliet").value(), bot());
    presence.real_jid = jid("juliet@capulet.example/balcony");
    roster.apply(presence);
    catch_up();
    hear(message("Juliet", "s1", "1"));
    EXPECT_EQ(author_of_last(), world.ghost_of("juliet@capulet.example").str());
}

// Somebody else may have held the nick then.
TEST_F(MucReaderTest, AnOldMessageIsNotPutIntoTheMouthOfWhoHoldsTheNickNow) {
    auto presence = tests::occupant_presence(garden.with_resource("Juliet").value(), bot());
    presence.real_jid = jid("juliet@capulet.example/balcony");
    presence.occupant_id = "juliets id";
    roster.apply(presence);
    catch_up();
    hear(message("Juliet", "s1", "1", 1));
    EXPECT_EQ(author_of_last(), ghost_of_occupant("Juliet"));
    traits.has_occupant_ids = true;
    reader.trust(traits);
    auto elses = message("Juliet", "s2", "2");
    elses.occupant_id = "somebody else's id";
    hear(std::move(elses));
    EXPECT_EQ(author_of_last(), ghost_of_occupant("somebody else's id"));
    auto hers = message("Juliet", "s3", "3", 3);
    hers.occupant_id = "juliets id";
    hear(std::move(hers));
    EXPECT_EQ(author_of_last(), world.ghost_of("juliet@capulet.example").str());
}

TEST_F(MucReaderTest, WhenTooMuchArrivesMeanwhileTheArchiveIsReadAgain) {
    traits.has_archive = true;
    world.journal.positions[queue] = {queue, "s0", 0};
    const auto flood = [this]() -> Task<void> {
        JournalCommit commit;
        for (int i = 0; i <= 10'000; ++i) {
            const auto id = std::to_string(i);
            co_await reader.take(message("Juliet", id, id), id, commit);
        }
    };
    world.xmpp.on_archive = [&] {
        if (world.xmpp.archive_requests.size() == 1) { // runs at once, since nothing of it waits
            boost::asio::co_spawn(world.context, flood(), [](const std::exception_ptr&) {});
        }
    };
    begin_catching_up();
    EXPECT_TRUE(has_caught_up);
    EXPECT_EQ(world.xmpp.archive_requests.size(), 2U);
    EXPECT_TRUE(payloads().empty());
}

} // namespace
} // namespace bascule::bridge
