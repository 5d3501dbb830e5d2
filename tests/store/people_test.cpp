#include "tests/samples.hpp"
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace bascule::store {
namespace {

using bridge::Contact;
using bridge::Ghost;
using bridge::Occupant;
using bridge::Portal;
using bridge::PortalKind;
using bridge::Seat;
using samples::jid;
using samples::user;
using testing::IsEmpty;
using testing::SizeIs;

const auto juliet = samples::jid("juliet@capulet.example");
const auto garden = samples::jid("garden@muc.capulet.example");
const auto verona = samples::room("!verona:montague.example");
const auto puppet = samples::jid("romeo%montague.example@matrix.example");

class PeopleTest : public StoreTest {};

TEST_P(PeopleTest, AGhostKeepsItsLastName) {
    const auto ghost = user("@_xmpp_juliet=40capulet.example:montague.example");
    EXPECT_FALSE(get(store->ghosts().find(ghost)));
    run(store->ghosts().save(Ghost{ghost, ""}));
    run(store->ghosts().save(Ghost{ghost, "Juliet 🌹"}));
    const auto found = get(store->ghosts().find(ghost));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, ghost);
    EXPECT_EQ(found->display_name, "Juliet 🌹");
}

TEST_P(PeopleTest, AvatarsAreKnownBothWays) {
    auto& avatars = store->avatars();
    const auto ghost = user("@_xmpp_juliet=40capulet.example:montague.example");
    const auto long_mxc = "mxc://montague.example/" + std::string(3'000, 'a');
    EXPECT_FALSE(get(avatars.hash_of(long_mxc)));
    run(avatars.remember_hash(long_mxc, "abc"));
    run(avatars.remember_hash(long_mxc, "def"));
    EXPECT_EQ(get(avatars.hash_of(long_mxc)), "def");
    EXPECT_FALSE(get(avatars.upload_of("def")));
    run(avatars.remember_upload("def", ""));
    EXPECT_EQ(get(avatars.upload_of("def")), "");
    EXPECT_FALSE(get(avatars.worn_by(ghost)));
    run(avatars.remember_worn(ghost, "def"));
    EXPECT_EQ(get(avatars.worn_by(ghost)), "def");
}

TEST_P(PeopleTest, WhatWasToldIsRememberedUntilItIsForgotten) {
    auto& told = store->told();
    EXPECT_FALSE(get(told.told_at("encrypted")));
    run(told.mark("encrypted", 1'000));
    run(told.mark("encrypted", 2'000));
    run(told.mark("older", 1'000));
    EXPECT_EQ(get(told.told_at("encrypted")), 2'000);
    run(told.forget(2'000));
    EXPECT_EQ(get(told.told_at("encrypted")), 2'000);
    EXPECT_FALSE(get(told.told_at("older")));
}

TEST_P(PeopleTest, ThoseHeardSinceACertainTimeAreCounted) {
    using bridge::ActivityKind;
    auto& activity = store->activity();
    run(activity.mark(ActivityKind::remote_user, "juliet", 1'000));
    run(activity.mark(ActivityKind::remote_user, "juliet", 3'000));
    run(activity.mark(ActivityKind::remote_user, "nurse", 2'000));
    run(activity.mark(ActivityKind::matrix_room, "juliet", 2'000));
    const auto counts = get(activity.count({{ActivityKind::remote_user, 0},
                                            {ActivityKind::remote_user, 3'000},
                                            {ActivityKind::remote_user, 3'001},
                                            {ActivityKind::matrix_room, 0},
                                            {ActivityKind::remote_room, 0}}));
    EXPECT_EQ(counts, (std::vector<std::int64_t>{2, 1, 0, 1, 0}));
}

TEST_P(PeopleTest, WhatWasChangedIsRecordedOnceAndShownNewestFirst) {
    const auto change = [](std::string key, std::string command) {
        return bridge::AuditRecord{std::move(key),     1'000, "@romeo:montague.example", "!verona:montague.example",
                                   std::move(command), "done"};
    };
    EXPECT_TRUE(get(store->audit().latest(10)).empty());
    run(store->audit().append(change("$1", "bridge garden@muc.capulet.example")));
    run(store->audit().append(change("$1", "again")));
    run(store->audit().append(change(std::string(5'000, 'x'), "unbridge")));
    reopen();
    const auto latest = get(store->audit().latest(10));
    ASSERT_EQ(latest.size(), 2U);
    EXPECT_EQ(latest.at(0).command, "unbridge");
    EXPECT_EQ(latest.at(1).command, "bridge garden@muc.capulet.example");
    EXPECT_EQ(latest.at(1).at_ms, 1'000);
    EXPECT_EQ(latest.at(1).who, "@romeo:montague.example");
    EXPECT_EQ(latest.at(1).where, "!verona:montague.example");
    EXPECT_EQ(latest.at(1).outcome, "done");
    EXPECT_EQ(get(store->audit().latest(1)).size(), 1U);
}

TEST_P(PeopleTest, AMucHasOnePasswordAtATime) {
    auto& passwords = store->muc_passwords();
    EXPECT_EQ(get(passwords.of(garden)), "");
    run(passwords.save(garden, "rose"));
    run(passwords.save(garden, "a thorn 🌹"));
    EXPECT_EQ(get(passwords.of(garden)), "a thorn 🌹");
    run(passwords.remove(garden));
    EXPECT_EQ(get(passwords.of(garden)), "");
}

TEST_P(PeopleTest, ANamePairIsRememberedOnce) {
    EXPECT_FALSE(get(store->name_pairs().original_of("hash")));
    const std::string original(10'000, 'r');
    run(store->name_pairs().remember("hash", original));
    run(store->name_pairs().remember("hash", original));
    EXPECT_EQ(get(store->name_pairs().original_of("hash")), original);
}

TEST_P(PeopleTest, OccupantsAreKeptByRoomAndKey) {
    const auto ghost = user("@_xmpp_nurse:montague.example");
    run(store->occupants().save({Occupant{garden, "nurse@capulet.example", "Nurse", ghost, std::nullopt},
                                 Occupant{garden, "occupant-id", "Peter", ghost, 5'000}}));
    run(store->occupants().save({Occupant{garden, "nurse@capulet.example", "Angelica", ghost, 7'000}}));
    const auto found = get(store->occupants().of_room(garden));
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].nick, "Angelica");
    EXPECT_EQ(found[0].gone_since_ms, 7'000);
    EXPECT_EQ(found[1].gone_since_ms, 5'000);
    EXPECT_EQ(found[1].ghost, ghost);
    EXPECT_THAT(get(store->occupants().of_room(juliet)), IsEmpty());
    run(store->occupants().remove(garden, "occupant-id"));
    EXPECT_THAT(get(store->occupants().of_room(garden)), SizeIs(1));
    run(store->occupants().remove_room(garden));
    EXPECT_THAT(get(store->occupants().of_room(garden)), IsEmpty());
}

// XEP-0421: an occupant-id is up to the MUC.
TEST_P(PeopleTest, LongOccupantKeysThatBeginAlikeStayApart) {
    const std::string key(3'000, 'k');
    const auto ghost = user("@_xmpp_nurse:montague.example");
    run(store->occupants().save({Occupant{garden, key + "1", "One", ghost, std::nullopt},
                                 Occupant{garden, key + "2", "Two", ghost, std::nullopt}}));
    const auto found = get(store->occupants().of_room(garden));
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_NE(found[0].key, found[1].key);
    EXPECT_THAT(found[0].key, SizeIs(3'001));
    run(store->occupants().remove(garden, key + "1"));
    EXPECT_EQ(get(store->occupants().of_room(garden)).at(0).key, key + "2");
}

TEST_P(PeopleTest, ASeatIsOnePerPuppetAndRoom) {
    const auto full = jid(puppet.str() + "/bascule");
    run(store->seats().save(Seat{garden, full, "Romeo", ""}));
    run(store->seats().save(Seat{garden, full, "Romeo_", "occupant-7"}));
    run(store->seats().save(Seat{juliet, full, "Romeo", ""}));
    const auto found = get(store->seats().of_room(garden));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].puppet, full);
    EXPECT_EQ(found[0].nick, "Romeo_");
    EXPECT_EQ(found[0].occupant_id, "occupant-7");
    run(store->seats().remove(garden, full));
    EXPECT_THAT(get(store->seats().of_room(garden)), IsEmpty());
    run(store->seats().remove_room(juliet));
    EXPECT_THAT(get(store->seats().of_room(juliet)), IsEmpty());
}

// RFC 7622 §3.1: each part of an address may take 1023 bytes.
TEST_P(PeopleTest, TheLongestAddressesFit) {
    std::string domain = std::string(60, 'd');
    while (domain.size() < 960) {
        domain += "." + std::string(60, 'd');
    }
    const auto longest = jid(std::string(1'023, 'l') + "@" + domain + "/" + std::string(1'023, 'r'));
    run(store->seats().save(Seat{longest.bare(), longest, "Romeo", ""}));
    EXPECT_EQ(get(store->seats().of_room(longest.bare())).at(0).puppet, longest);
    run(store->contacts().save(Contact{longest.bare(), longest.bare(), true, true}));
    EXPECT_EQ(get(store->contacts().watchers()).at(0).peer, longest.bare());
    run(store->portals().save(
        Portal{PortalKind::direct, verona, longest.bare(), user("@" + std::string(230, 'u') + ":montague.example")}));
    EXPECT_EQ(get(store->portals().of_room(verona))->address, longest.bare());
}

TEST_P(PeopleTest, ContactsTellWhoSeesWhom) {
    const auto nurse = jid("nurse@capulet.example");
    run(store->contacts().save(Contact{puppet, juliet, true, false}));
    run(store->contacts().save(Contact{puppet, nurse, false, true}));
    const auto found = get(store->contacts().find(puppet, nurse));
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->peer_sees_puppet);
    EXPECT_TRUE(found->puppet_sees_peer);
    const auto watchers = get(store->contacts().watchers());
    ASSERT_THAT(watchers, SizeIs(1));
    EXPECT_EQ(watchers[0].peer, juliet);
    EXPECT_EQ(watchers[0].puppet, puppet);
    run(store->contacts().save(Contact{puppet, juliet, false, true}));
    EXPECT_THAT(get(store->contacts().watchers()), IsEmpty());
    run(store->contacts().remove(puppet, juliet));
    EXPECT_FALSE(get(store->contacts().find(puppet, juliet)));
}

BASCULE_ON_BOTH_ENGINES(PeopleTest);

} // namespace
} // namespace bascule::store
