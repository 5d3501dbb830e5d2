// Who said something in a MUC: nobody may be taken for somebody else, whatever he writes into his stanzas.
#include "bridge/muc/muc_reader.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::bridge {
namespace {

using samples::jid;
using samples::room;

class MucIdentityTest : public testing::Test {
protected:
    MucIdentityTest() {
        world.journal.positions[{Side::xmpp, garden.str()}] = {{Side::xmpp, garden.str()}, "s0", 0};
        traits.has_archive = true;
        traits.has_stanza_ids = true;
    }

    GroupMessage message(const std::string& nick, const std::string& id) const {
        return tests::group_message({garden.with_resource(nick).value(), bot, id}, id, id);
    }
    /// The ghost that says this, once it has come out of the archive.
    std::string author_from_archive(const GroupMessage& said) {
        world.stanza_codec.stanzas.insert_or_assign("archived", said);
        world.xmpp.pages = {ArchivePage{{{"s1", 5, "archived"}}, true}};
        reader.trust(traits);
        world.finish(reader.catch_up(bot));
        return world.journal.rows.back().row.entry.author;
    }
    std::string ghost(const char* person) { return world.ghost_of(person).str(); }
    std::string occupant_ghost(const char* key) {
        return world.finish(world.book.ghost_of_occupant(garden, key)).str();
    }

    const mapping::Jid garden = jid("garden@muc.capulet.example");
    const mapping::Jid bot = jid("matrix.montague.example/bascule");
    fakes::SmallWorld world;
    const Portal portal{PortalKind::plumbed, room("!orchard:montague.example"), garden, {}, 0};
    Roster roster{"matrix.montague.example"};
    Expelled expelled{world.expulsions, garden, world.now};
    GhostMembers ghosts{
        {world.registry.occupants, world.book, world.homeserver, world.metrics, world.now, world.room_admin, expelled},
        world.ghosts,
        world.policy,
        portal};
    RoomTraits traits;
    MucReader reader{
        world.context.get_executor(),
        {world.xmpp, world.journal, world.stanza_codec, world.now, world.history, world.registry.message_links},
        {roster, ghosts, world.bot},
        portal};
};

// After a crash a MUC still has the bot, and sends it messages before it has been asked what it is.
TEST_F(MucIdentityTest, AMessageThatCameBeforeTheMucHasSaidWhatItSetsKeepsItsId) {
    JournalCommit commit;
    world.finish(reader.take(message("Mallory", "s1"), "live", commit));
    reader.trust(traits);
    world.finish(reader.catch_up(bot));
    EXPECT_EQ(world.journal.rows.back().row.entry.key.key, "s1");
}

// XEP-0421 §5: only an occupant-id that the MUC says it sets.
TEST_F(MucIdentityTest, AnOccupantIdCountsOnlyWhereTheMucSetsIt) {
    auto said = message("Mallory", "1");
    said.occupant_id = "romeo@montague.lit";
    EXPECT_EQ(author_from_archive(said), occupant_ghost("Mallory"));
    traits.has_occupant_ids = true;
    said.head.id = "2";
    said.stanza_id = "2";
    EXPECT_EQ(author_from_archive(said), occupant_ghost("romeo@montague.lit"));
    EXPECT_NE(occupant_ghost("romeo@montague.lit"), ghost("romeo@montague.lit"));
}

TEST_F(MucIdentityTest, ARealAddressCountsOnlyWhereTheMucShowsThem) {
    auto said = message("Mallory", "1");
    said.real_jid = jid("romeo@montague.lit/balcony");
    EXPECT_EQ(author_from_archive(said), occupant_ghost("Mallory"));
    traits.is_nonanonymous = true;
    said.head.id = "2";
    said.stanza_id = "2";
    EXPECT_EQ(author_from_archive(said), ghost("romeo@montague.lit"));
}

TEST_F(MucIdentityTest, WhoCallsHimselfByAnAddressIsNotItsOwner) {
    world.registry.occupants.rows = {
        Occupant{garden, "romeo@montague.lit", "Romeo", world.ghost_of("romeo@montague.lit"), {}}};
    world.finish(ghosts.load());
    EXPECT_EQ(author_from_archive(message("romeo@montague.lit", "1")), occupant_ghost("romeo@montague.lit"));
}

TEST_F(MucIdentityTest, WhoIsGoneIsStillKnownByHisNick) {
    world.registry.occupants.rows = {
        Occupant{garden, "romeo@montague.lit", "Romeo", world.ghost_of("romeo@montague.lit"), 1},
        Occupant{garden, "/id-7", "Nurse", world.finish(world.book.ghost_of_occupant(garden, "id-7")), 1}};
    world.finish(ghosts.load());
    EXPECT_EQ(author_from_archive(message("Romeo", "1")), ghost("romeo@montague.lit"));
    EXPECT_EQ(author_from_archive(message("Nurse", "2")), occupant_ghost("id-7"));
}

} // namespace
} // namespace bascule::bridge
