#include "bridge/gateway/guide.hpp"

#include "bridge/crossing/memory/memory_conversation.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/fakes/fake_room_directory.hpp"
#include "tests/fakes/memory_registry.hpp"
#include "tests/run.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

class GuideTest : public testing::Test {
protected:
    static RoomSummary room(const std::string& name, const std::string& join_rule = "public") {
        return {.room = samples::room("!" + name + ":hs.example"),
                .alias = samples::alias("#" + name + ":hs.example"),
                .name = name,
                .topic = "about " + name,
                .join_rule = join_rule,
                .members = 3};
    }
    Answered<HostedRoomInfo> describe(const std::string& name) {
        return tests::run(guide.describe(samples::jid("#" + name + "%hs.example@matrix.example"), juliet));
    }
    void tell_bot(const RoomSummary& summary) {
        directory.summaries.insert_or_assign({bot, summary.alias->str()}, summary);
    }
    FoundRooms found(RoomSearch search) { return tests::run(guide.search(std::move(search))).value(); }
    static std::vector<std::string> addresses(const FoundRooms& rooms) {
        std::vector<std::string> texts;
        for (const auto& one : rooms.rooms) {
            texts.push_back(one.address.str());
        }
        return texts;
    }
    std::string address(const std::string& name) {
        const auto answer = tests::run(guide.address_of(name));
        return answer ? answer->str() : answer.error().condition;
    }

    const mapping::UserId bot = samples::user("@_xmpp_bot:hs.example");
    const mapping::Jid juliet = samples::jid("juliet@capulet.example/balcony");
    const mapping::UserId ghost = samples::user("@_xmpp_juliet=40capulet.example:hs.example");
    const mapping::Names names =
        mapping::Names::create({.bot = "_xmpp_bot"}, "hs.example", samples::jid("matrix.example")).value();
    fakes::MemoryNamePairs pairs;
    fakes::MemoryPortals portals;
    fakes::MemoryOccupants occupants;
    fakes::MemoryGhosts ghosts;
    fakes::FakeRoomDirectory directory;
    NameBook book{names, pairs};
    AddressResolver addresses_of{names, pairs, portals, occupants};
    Policy policy{.permissions = {}, .leave_delay = {}, .most_shown = 500};
    std::map<std::string, Portrait> pictures;
    bool is_media_down = false;
    MemoryRules rules;
    Guide guide{{directory, book, ghosts, addresses_of, portals, policy, rules, bot,
                 [this](std::string mxc) -> Task<std::optional<Portrait>> {
                     if (is_media_down) {
                         throw Outage{"no media"};
                     }
                     const auto found = pictures.find(mxc);
                     co_return found == pictures.end() ? std::nullopt : std::optional{found->second};
                 }}};
};

// XEP-0045 §6.4
TEST_F(GuideTest, APublicRoomIsDescribedToEverybody) {
    tell_bot(room("verona"));
    directory.listed.insert(samples::room("!verona:hs.example"));
    directory.moderated.insert(samples::room("!verona:hs.example"));
    const auto info = describe("verona").value();
    EXPECT_EQ(info.name, "verona");
    EXPECT_EQ(info.topic, "about verona");
    EXPECT_EQ(info.occupants, 3);
    EXPECT_TRUE(info.is_listed);
    EXPECT_FALSE(info.is_members_only);
    EXPECT_FALSE(info.takes_requests);
    EXPECT_TRUE(info.is_moderated);
    EXPECT_EQ(info.most_shown, 500);
}

TEST_F(GuideTest, ARoomThatTakesKnocksIsMembersOnlyAndTakesRequests) {
    tell_bot(room("gate", "knock"));
    EXPECT_TRUE(describe("gate")->is_members_only);
    EXPECT_TRUE(describe("gate")->takes_requests);
}

// The bot may be in a private room; that is no reason to tell strangers of it.
TEST_F(GuideTest, APrivateRoomIsUnknownToStrangersAndKnownToTheInvited) {
    tell_bot(room("vault", "invite"));
    EXPECT_EQ(describe("vault").error().condition, "item-not-found");
    tests::run(ghosts.save({ghost, "Juliet"}));
    EXPECT_EQ(describe("vault").error().condition, "item-not-found");
    directory.summaries.insert_or_assign({ghost, "#vault:hs.example"}, room("vault", "invite"));
    EXPECT_TRUE(describe("vault")->is_members_only);
}

TEST_F(GuideTest, AnAddressOfNoRoomIsNotFound) {
    EXPECT_EQ(describe("nowhere").error().condition, "item-not-found");
    EXPECT_EQ(tests::run(guide.describe(samples::jid("!unknown@matrix.example"), juliet)).error().condition,
              "item-not-found");
}

// XEP-0486
TEST_F(GuideTest, ARoomsAvatarIsOnItsCardAndItsHashInItsDescription) {
    auto verona = room("verona");
    verona.avatar_url = "mxc://hs.example/a";
    tell_bot(verona);
    EXPECT_EQ(describe("verona")->avatar_hash, "") << "it is no picture";
    pictures["mxc://hs.example/a"] = {"bytes", "image/png", "abc"};
    EXPECT_EQ(describe("verona")->avatar_hash, "abc");
    const auto muc = samples::jid("#verona%hs.example@matrix.example");
    const auto card = tests::run(guide.card(muc, juliet)).value();
    EXPECT_EQ(card.name, "verona");
    EXPECT_EQ(card.topic, "about verona");
    EXPECT_EQ(card.portrait->bytes, "bytes");
    is_media_down = true;
    EXPECT_EQ(describe("verona")->name, "verona") << "the rest is still told";
    EXPECT_EQ(tests::run(guide.card(samples::jid("#no%hs.example@matrix.example"), juliet)).error().condition,
              "item-not-found");
}

// XEP-0045 §6.3, XEP-0059
TEST_F(GuideTest, PublicRoomsArePagedBothWays) {
    directory.pages[""] = {.rooms = {room("a"), room("b")}, .next = "n1", .previous = "", .total = 3};
    directory.pages["n1"] = {.rooms = {room("c")}, .next = "", .previous = "p1", .total = 3};
    directory.pages["p1"] = directory.pages[""];
    const auto first = found({.at_most = 2});
    EXPECT_EQ(addresses(first),
              (std::vector<std::string>{"#a%hs.example@matrix.example", "#b%hs.example@matrix.example"}));
    EXPECT_EQ(first.total, 3);
    const auto second = found({.after = first.last, .at_most = 2});
    EXPECT_EQ(addresses(second), std::vector<std::string>{"#c%hs.example@matrix.example"});
    EXPECT_TRUE(found({.after = second.last, .at_most = 2}).rooms.empty());
    EXPECT_EQ(addresses(found({.before = second.first, .at_most = 2})), addresses(first));
    EXPECT_TRUE(found({.before = first.first, .at_most = 2}).rooms.empty());
}

TEST_F(GuideTest, APlaceThatIsNoneIsNotFound) {
    for (const auto& search : {RoomSearch{.after = "x"}, RoomSearch{.before = "x"}, RoomSearch{.after = "<x"},
                               RoomSearch{.after = ">x", .before = "<x"}}) {
        EXPECT_EQ(tests::run(guide.search(search)).error().condition, "item-not-found");
    }
}

TEST_F(GuideTest, ARoomWithoutAliasHasAnAddressToo) {
    auto nameless = room("a");
    nameless.alias.reset();
    nameless.name.clear();
    directory.pages[""] = {.rooms = {nameless}};
    const auto one = found({}).rooms.at(0);
    EXPECT_TRUE(one.address.str().starts_with("!"));
    EXPECT_EQ(one.name, "!a:hs.example");
    const auto meaning = tests::run(book.room_of_gateway(one.address));
    EXPECT_EQ(std::get<mapping::RoomId>(*meaning), nameless.room);
}

TEST_F(GuideTest, AMucsPortalIsListedByTheMucsOwnAddress) {
    auto portal = room("a");
    portal.alias = samples::alias("#_xmpp_garden=40muc.example:hs.example");
    directory.pages[""] = {.rooms = {portal}};
    EXPECT_EQ(addresses(found({})), std::vector<std::string>{"garden@muc.example"});
}

TEST_F(GuideTest, LongNamesAndTopicsAreCutSoThatTheyFitIntoAStanza) {
    auto endless = room("a");
    endless.name = std::string(60'000, '&');
    endless.topic = std::string(60'000, '<');
    tell_bot(endless);
    directory.pages[""] = {.rooms = {endless}};
    EXPECT_EQ(found({}).rooms.at(0).name.size(), 128U);
    EXPECT_EQ(found({}).rooms.at(0).description.size(), 256U);
    EXPECT_EQ(describe("a")->name.size(), 128U);
    EXPECT_EQ(describe("a")->topic.size(), 4096U);
}

// XEP-0433 §6.1
TEST_F(GuideTest, WordsAreSoughtWhereTheAskerWants) {
    auto hit_in_name = room("house");
    hit_in_name.topic = "none";
    hit_in_name.alias = samples::alias("#x:hs.example");
    auto hit_in_topic = room("y");
    hit_in_topic.topic = "Two HOUSES";
    directory.pages[""] = {.rooms = {hit_in_name, hit_in_topic}};
    EXPECT_EQ(found({.term = "house"}).rooms.size(), 2U);
    const auto by_topic = found({.term = "house", .in_name = false, .in_address = false});
    ASSERT_EQ(by_topic.rooms.size(), 1U);
    EXPECT_EQ(by_topic.rooms.at(0).name, "y");
    EXPECT_EQ(directory.queries.at(0).term, "house");
}

TEST_F(GuideTest, APageOfWhichNothingIsWantedIsNotTheEnd) {
    auto unwanted = room("house");
    unwanted.topic = "none";
    directory.pages[""] = {.rooms = {unwanted}, .next = "n1"};
    auto wanted = room("b");
    wanted.topic = "a house";
    directory.pages["n1"] = {.rooms = {wanted}, .next = "n2", .previous = "p1"};
    const auto rooms = found({.term = "house", .in_name = false, .in_description = true, .in_address = false});
    ASSERT_EQ(rooms.rooms.size(), 1U);
    EXPECT_EQ(rooms.rooms.at(0).name, "b");
    EXPECT_EQ(rooms.last, ">n2");
}

// XEP-0100 §6.3
TEST_F(GuideTest, MatrixIdsHaveAddresses) {
    EXPECT_EQ(address("@romeo:montague.example"), "romeo%montague.example@matrix.example");
    EXPECT_EQ(address("https://matrix.to/#/@romeo:montague.example"), "romeo%montague.example@matrix.example");
    EXPECT_EQ(address("#verona:montague.example"), "#verona%montague.example@matrix.example");
    EXPECT_EQ(address("#_xmpp_garden=40muc.example:hs.example"), "garden@muc.example");
    EXPECT_EQ(address("juliet@capulet.example"), "bad-request");
    EXPECT_EQ(address("romeo%montague.example@matrix.example"), "bad-request");
    EXPECT_EQ(address(""), "bad-request");
}

// RFC 6120 §8.3.3.5: who asks for a portal's room is told of the MUC, by whatever address he has found it.
TEST_F(GuideTest, ARoomThatHasAMucIsNotDescribedButThatIsNamed) {
    const auto by_name = describe("_xmpp_garden=40muc.example");
    ASSERT_FALSE(by_name);
    EXPECT_EQ(by_name.error().condition, "gone");
    EXPECT_EQ(by_name.error().uri, "xmpp:garden@muc.example?join");
    tell_bot(room("garden"));
    portals.rows.push_back(
        {PortalKind::portal, samples::room("!garden:hs.example"), samples::jid("garden@muc.example"), {}, 0});
    EXPECT_EQ(describe("garden").error().uri, "xmpp:garden@muc.example?join");
    portals.rows.front().kind = PortalKind::plumbed;
    EXPECT_EQ(describe("garden").error().uri, "xmpp:garden@muc.example?join");
    portals.rows.front().kind = PortalKind::direct;
    EXPECT_TRUE(describe("garden"));
}

} // namespace
} // namespace bascule::bridge
