#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace bascule::store {
namespace {

using bridge::Contact;
using bridge::Ghost;
using bridge::MessageLink;
using bridge::Occupant;
using bridge::Portal;
using bridge::PortalKind;
using bridge::Seat;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

mapping::RoomId room(const std::string& text) {
    return mapping::RoomId::parse(text).value();
}
mapping::UserId user(const std::string& text) {
    return mapping::UserId::parse(text).value();
}
mapping::EventId event(const std::string& text) {
    return mapping::EventId::parse(text).value();
}
mapping::Jid jid(const std::string& text) {
    return mapping::Jid::parse(text).value();
}

const auto romeo = user("@romeo:montague.example");
const auto juliet = jid("juliet@capulet.example");
const auto garden = jid("garden@muc.capulet.example");
const auto verona = room("!verona:montague.example");
const auto mantua = room("!mantua:montague.example");
const auto puppet = jid("romeo%montague.example@matrix.example");

class PortalTableTest : public StoreTest {};

TEST_P(PortalTableTest, APlumbedRoomIsFoundByRoomAndByMuc) {
    run(store->portals().save(Portal{PortalKind::plumbed, verona, garden, std::nullopt}));
    const auto by_room = get(store->portals().of_room(verona));
    ASSERT_TRUE(by_room);
    EXPECT_EQ(by_room->kind, PortalKind::plumbed);
    EXPECT_EQ(by_room->address, garden);
    EXPECT_FALSE(by_room->user);
    const auto by_muc = get(store->portals().of_muc(garden));
    ASSERT_TRUE(by_muc);
    EXPECT_EQ(by_muc->room, verona);
    EXPECT_FALSE(get(store->portals().of_room(mantua)));
    EXPECT_FALSE(get(store->portals().of_muc(juliet)));
}

TEST_P(PortalTableTest, ADirectChatIsFoundByItsPairOnly) {
    run(store->portals().save(Portal{PortalKind::direct, verona, juliet, romeo}));
    const auto found = get(store->portals().direct(romeo, juliet));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->room, verona);
    EXPECT_EQ(found->user, romeo);
    EXPECT_FALSE(get(store->portals().of_muc(juliet)));
    EXPECT_FALSE(get(store->portals().direct(user("@paris:montague.example"), juliet)));
}

TEST_P(PortalTableTest, TheSameDirectPairMovesToItsNewRoom) {
    run(store->portals().save(Portal{PortalKind::direct, verona, juliet, romeo}));
    run(store->portals().save(Portal{PortalKind::direct, mantua, juliet, romeo}));
    EXPECT_FALSE(get(store->portals().of_room(verona)));
    EXPECT_EQ(get(store->portals().direct(romeo, juliet))->room, mantua);
    EXPECT_THAT(get(store->portals().all()), SizeIs(1));
}

TEST_P(PortalTableTest, TheSameRoomGetsItsNewAddress) {
    run(store->portals().save(Portal{PortalKind::direct, verona, juliet, romeo}));
    run(store->portals().save(Portal{PortalKind::gateway, verona, garden, std::nullopt}));
    const auto all = get(store->portals().all());
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_EQ(all[0].kind, PortalKind::gateway);
    EXPECT_FALSE(get(store->portals().direct(romeo, juliet)));
}

TEST_P(PortalTableTest, TwoUsersMayTalkToTheSamePeer) {
    run(store->portals().save(Portal{PortalKind::direct, verona, juliet, romeo}));
    run(store->portals().save(Portal{PortalKind::direct, mantua, juliet, user("@paris:montague.example")}));
    EXPECT_THAT(get(store->portals().all()), SizeIs(2));
}

TEST_P(PortalTableTest, AMucIsInAtMostOnePortal) {
    run(store->portals().save(Portal{PortalKind::plumbed, verona, garden, std::nullopt}));
    EXPECT_THROW(run(store->portals().save(Portal{PortalKind::portal, mantua, garden, std::nullopt})), SqlError);
    EXPECT_EQ(get(store->portals().of_muc(garden))->room, verona);
}

TEST_P(PortalTableTest, ARemovedPortalIsGone) {
    run(store->portals().save(Portal{PortalKind::plumbed, verona, garden, std::nullopt}));
    run(store->portals().remove(verona));
    run(store->portals().remove(verona));
    EXPECT_THAT(get(store->portals().all()), IsEmpty());
}

BASCULE_ON_BOTH_ENGINES(PortalTableTest);

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

class MessageLinkTest : public StoreTest {
protected:
    static MessageLink link(const std::string& event_id, const std::string& message_id) {
        return {.room = verona,
                .event = event(event_id),
                .author = "@romeo:montague.example",
                .message_id = message_id,
                .origin_id = "",
                .stanza_id = "",
                .address = garden,
                .at_ms = 1'000};
    }
    void remember(std::vector<MessageLink> links) { run(store->message_links().remember(std::move(links))); }
};

TEST_P(MessageLinkTest, ALinkIsFoundFromBothSides) {
    auto sent = link("$0", "message-0");
    sent.origin_id = "origin-0";
    sent.stanza_id = "stanza-0";
    remember({sent});
    for (const auto& found : {get(store->message_links().of_event(event("$0"))).at(0),
                              get(store->message_links().of_message(garden, "message-0")).at(0),
                              get(store->message_links().of_stanza(garden, "stanza-0")).value()}) {
        EXPECT_EQ(found.room, verona);
        EXPECT_EQ(found.event, event("$0"));
        EXPECT_EQ(found.author, "@romeo:montague.example");
        EXPECT_EQ(found.message_id, "message-0");
        EXPECT_EQ(found.origin_id, "origin-0");
        EXPECT_EQ(found.stanza_id, "stanza-0");
        EXPECT_EQ(found.address, garden);
        EXPECT_EQ(found.at_ms, 1'000);
    }
}

// XEP-0359: the MUC's reflection tells the stanza-id.
TEST_P(MessageLinkTest, TheReflectionCompletesTheLink) {
    remember({link("$0", "message-0")});
    EXPECT_FALSE(get(store->message_links().of_stanza(garden, "stanza-0")));
    auto reflected = link("$0", "message-0");
    reflected.stanza_id = "stanza-0";
    reflected.author = "";
    remember({reflected});
    remember({link("$0", "message-0")});
    const auto found = get(store->message_links().of_event(event("$0")));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].stanza_id, "stanza-0");
    EXPECT_EQ(found[0].author, "@romeo:montague.example");
    EXPECT_EQ(get(store->message_links().of_stanza(garden, "stanza-0"))->message_id, "message-0");
}

TEST_P(MessageLinkTest, ALinkWithoutMessageIdCompletesWhatTheEventHas) {
    remember({link("$0", "message-0")});
    auto nameless = link("$0", "");
    nameless.stanza_id = "stanza-0";
    remember({nameless});
    const auto found = get(store->message_links().of_event(event("$0")));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].message_id, "message-0");
    EXPECT_EQ(found[0].stanza_id, "stanza-0");
}

TEST_P(MessageLinkTest, ALinkWithoutMessageIdStandsAloneForAnUnknownEvent) {
    auto nameless = link("$0", "");
    nameless.stanza_id = "stanza-0";
    remember({nameless, nameless});
    EXPECT_THAT(get(store->message_links().of_event(event("$0"))), SizeIs(1));
    EXPECT_EQ(get(store->message_links().of_stanza(garden, "stanza-0"))->event, event("$0"));
}

TEST_P(MessageLinkTest, ALinkLearnsItsMessageIdLater) {
    auto nameless = link("$0", "");
    nameless.stanza_id = "stanza-0";
    remember({nameless});
    remember({link("$0", "message-0")});
    const auto found = get(store->message_links().of_event(event("$0")));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].message_id, "message-0");
    EXPECT_EQ(found[0].stanza_id, "stanza-0");
}

TEST_P(MessageLinkTest, AnEventMayHaveSeveralMessagesInTheirOrder) {
    remember({link("$0", "second"), link("$0", "first")});
    remember({link("$0", "third"), link("$0", "second")});
    const auto found = get(store->message_links().of_event(event("$0")));
    ASSERT_THAT(found, SizeIs(3));
    EXPECT_EQ(found[0].message_id, "second");
    EXPECT_EQ(found[1].message_id, "first");
    EXPECT_EQ(found[2].message_id, "third");
}

TEST_P(MessageLinkTest, ASenderMayUseAnIdAgain) {
    remember({link("$0", "1"), link("$1", "1")});
    EXPECT_THAT(get(store->message_links().of_message(garden, "1")), SizeIs(2));
    EXPECT_THAT(get(store->message_links().of_message(juliet, "1")), IsEmpty());
}

TEST_P(MessageLinkTest, AnEmptyStanzaIdFindsNothing) {
    remember({link("$0", "1")});
    EXPECT_FALSE(get(store->message_links().of_stanza(garden, "")));
}

TEST_P(MessageLinkTest, IdsOfAnyLengthAreKeptWhole) {
    const std::string long_id(100'000, '\xE9');
    auto odd = link("$0", long_id + "1");
    odd.stanza_id = long_id;
    remember({odd, link("$1", long_id + "2")});
    const auto found = get(store->message_links().of_message(garden, long_id + "1"));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].message_id, long_id + "1");
    EXPECT_EQ(get(store->message_links().of_stanza(garden, long_id))->stanza_id, long_id);
    odd.stanza_id = "another";
    remember({odd});
    EXPECT_EQ(get(store->message_links().of_event(event("$0"))).at(0).stanza_id, long_id);
}

BASCULE_ON_BOTH_ENGINES(MessageLinkTest);

} // namespace
} // namespace bascule::store
