#include "tests/bridge/gateway/gateway_fixture.hpp"

namespace bascule::bridge {
namespace {

using Words = std::vector<std::string>;

class GatewayMessagesTest : public GatewayTest {
protected:
    void SetUp() override {
        enter(juliet, "Juliet");
        enter(nurse, "Nurse");
        service.forget();
    }
    /// What the homeserver pushes back of what was sent last.
    MatrixEvent echo() {
        const auto& sent = world.homeserver.rooms[verona].events.back();
        auto event = fakes::SmallWorld::said(sent.id.str().c_str(), verona, sent.sender, sent.message.body);
        event.sent_key = sent.token.key;
        return event;
    }
    static MucInvitation decline(const char* from, const mapping::Jid& room, const mapping::Jid& to) {
        return {.head = {samples::jid(from), room, "i1"},
                .kind = MucInvitation::Kind::decline,
                .is_mediated = true,
                .room = room,
                .from = {},
                .to = to,
                .reason = {},
                .password = {}};
    }
};

// XEP-0045 §7.4: to everybody, also to who said it, with the id that he gave it, and only when the homeserver has it.
TEST_F(GatewayMessagesTest, AMessageIsReflectedWhenItsEventComesBack) {
    EXPECT_EQ(say(juliet, "id 1", "Ay me").state, Delivery::State::arrived);
    EXPECT_EQ(world.homeserver.texts(verona), Words{"Ay me"});
    EXPECT_TRUE(service.messages.empty());
    const auto delivery = happen(echo());
    EXPECT_EQ(delivery->state, Delivery::State::handed_on);
    ASSERT_EQ(service.messages.size(), 2U);
    for (const auto& message : service.messages) {
        EXPECT_EQ(message.from, seat("Juliet"));
        EXPECT_EQ(message.id, "id 1");
        EXPECT_EQ(message.stanza_id, world.homeserver.rooms[verona].events.back().id.str());
        EXPECT_FALSE(message.occupant_id.empty());
    }
}

TEST_F(GatewayMessagesTest, AMessageFromMatrixIsKnownByItsEvent) {
    happen(fakes::SmallWorld::said("$1", verona, world.romeo, "But soft"));
    ASSERT_EQ(service.messages.size(), 2U);
    EXPECT_EQ(service.messages.at(0).id, "$1");
    EXPECT_EQ(service.messages.at(0).stanza_id, "$1");
    EXPECT_EQ(service.messages.at(0).from, seat("Romeo"));
}

// Only we write keys; in a message of somebody else it is anybody's word.
TEST_F(GatewayMessagesTest, AMatrixUserCannotGiveHisMessageAnotherId) {
    auto event = fakes::SmallWorld::said("$1", verona, world.romeo, "But soft");
    event.sent_key = muc.str() + " 1 forged";
    happen(event);
    EXPECT_EQ(service.messages.at(0).id, "$1");
}

TEST_F(GatewayMessagesTest, ARowThatIsTriedAgainIsShownOnceToAStream) {
    const auto event = fakes::SmallWorld::said("$1", verona, world.romeo, "But soft");
    happen(event);
    happen(event);
    EXPECT_EQ(service.messages.size(), 2U);
    ++world.xmpp.stream;
    happen(event);
    EXPECT_EQ(service.messages.size(), 4U);
    EXPECT_THROW(happen(event, Before{Doubt::none, 1}), Outage);
}

TEST_F(GatewayMessagesTest, WhoIsNotInIsToldSoOnce) {
    const auto stranger = samples::jid("tybalt@capulet.example/sword");
    const auto delivery = say(stranger, "1", "Peace?");
    EXPECT_EQ(delivery.state, Delivery::State::parked);
    ASSERT_EQ(world.xmpp.bounces.size(), 1U);
    EXPECT_EQ(world.xmpp.bounces.at(0).error.condition, "not-acceptable");
    EXPECT_EQ(world.xmpp.bounces.at(0).to, stranger);
    EXPECT_TRUE(world.homeserver.texts(verona).empty());
}

TEST_F(GatewayMessagesTest, WhoSpeaksAndLeavesAtOnceIsHeard) {
    const auto message = tests::group_message({juliet, muc, "1"}, {}, "Adieu");
    auto commit = take(message, "xml");
    leave(juliet, "Juliet");
    JournalRow row{1, commit.entries.at(0)};
    world.finish(rooms->relay(row, message, Doubt::none));
    EXPECT_EQ(world.homeserver.texts(verona), Words{"Adieu"});
    happen(echo());
    EXPECT_EQ(service.messages.at(0).from, seat("Juliet"));
}

TEST_F(GatewayMessagesTest, EachReasonNotToTakeAMessageHasItsError) {
    const auto condition_of = [this](XmppEvent event) {
        world.xmpp.bounces.clear();
        bring(std::move(event));
        return world.xmpp.bounces.empty() ? std::string{"taken"} : world.xmpp.bounces.at(0).error.condition;
    };
    EXPECT_EQ(condition_of(tests::group_message({juliet, seat("Nurse"), "1"}, {}, "x")), "bad-request");
    EXPECT_EQ(condition_of(tests::chat_message({juliet, muc, "1"}, "x")), "bad-request");
    EXPECT_EQ(condition_of(tests::chat_message({juliet, seat("Nobody"), "1"}, "x")), "item-not-found");
    auto secret = tests::group_message({juliet, muc, "1"}, {}, "OMEMO");
    secret.is_encrypted = true;
    EXPECT_EQ(condition_of(secret), "not-acceptable");
    world.homeserver.refusals["send"] = {403, "M_FORBIDDEN", "no"};
    EXPECT_EQ(condition_of(tests::group_message({juliet, muc, "1"}, {}, "x")), "forbidden");
    world.homeserver.refusals["send"] = {413, "M_TOO_LARGE", "no"};
    EXPECT_EQ(condition_of(tests::group_message({juliet, muc, "1"}, {}, "x")), "not-acceptable");
}

// XEP-0045 §7.4: a visitor has no voice.
TEST_F(GatewayMessagesTest, WithoutVoiceNobodyIsHeard) {
    world.homeserver.rooms[verona].rights.events_default = 10;
    happen("$1", world.romeo, StateChange{RoomAspect::power_levels, {}});
    EXPECT_EQ(shown("Juliet", nurse).rank.role, mapping::Role::visitor);
    say(juliet, "1", "x");
    EXPECT_EQ(world.xmpp.bounces.at(0).error.condition, "forbidden");
    EXPECT_TRUE(world.homeserver.texts(verona).empty());
}

TEST_F(GatewayMessagesTest, AMessageThatMayBeThereIsSoughtFirst) {
    world.homeserver.lost_answers.insert("send");
    auto commit = take(tests::group_message({juliet, muc, "a-long-and-unique-id"}, {}, "Once"), "xml");
    JournalRow row{1, commit.entries.at(0)};
    const XmppEvent event = tests::group_message({juliet, muc, "a-long-and-unique-id"}, {}, "Once");
    EXPECT_THROW(world.finish(rooms->relay(row, event, Doubt::none)), Outage);
    EXPECT_TRUE(world.finish(rooms->relay(row, event, Doubt::maybe_there)).was_there);
    EXPECT_EQ(world.homeserver.texts(verona), Words{"Once"});
}

TEST_F(GatewayMessagesTest, APrivateMessageToSomebodyOfXmppStaysInTheRoom) {
    bring(tests::chat_message({juliet, seat("Nurse"), "7"}, "Psst"));
    ASSERT_EQ(service.messages.size(), 1U);
    EXPECT_TRUE(service.messages.at(0).is_private);
    EXPECT_EQ(service.messages.at(0).from, seat("Juliet"));
    EXPECT_EQ(service.messages.at(0).to, nurse);
    EXPECT_EQ(service.messages.at(0).id, "7");
    EXPECT_TRUE(world.homeserver.texts(verona).empty());
}

TEST_F(GatewayMessagesTest, APrivateMessageToSomebodyOfMatrixGoesToTheirDirectRoomAndIsAnsweredFromTheSeat) {
    bring(tests::chat_message({juliet, seat("Romeo"), "7"}, "Good night"));
    ASSERT_EQ(world.registry.portals.rows.size(), 1U);
    const auto direct = world.registry.portals.rows.at(0);
    EXPECT_EQ(world.homeserver.texts(direct.room), Words{"Good night"});
    const auto answer = fakes::SmallWorld::said("$9", direct.room, world.romeo, "Sleep well");
    ASSERT_TRUE(world.finish(rooms->answer_privately(direct, answer, Before{})));
    EXPECT_EQ(service.messages.at(0).from, seat("Romeo"));
    EXPECT_EQ(service.messages.at(0).to, juliet);
    leave(juliet, "Juliet");
    EXPECT_FALSE(world.finish(rooms->answer_privately(direct, answer, Before{})));
}

TEST_F(GatewayMessagesTest, WhoWritesToTheAddressItselfIsAnsweredFromThere) {
    bring(tests::chat_message({juliet, seat("Romeo"), "7"}, "Good night"));
    rooms->end_private(world.puppet_of(world.romeo).bare(), juliet.bare());
    const auto direct = world.registry.portals.rows.at(0);
    const auto answer = fakes::SmallWorld::said("$9", direct.room, world.romeo, "Sleep well");
    EXPECT_FALSE(world.finish(rooms->answer_privately(direct, answer, Before{})));
}

// XEP-0045 §8.1
TEST_F(GatewayMessagesTest, ASubjectBecomesTheTopicAndComesBackAsSuch) {
    bring(SubjectChange{{juliet, muc, "s1"}, "Act III"});
    EXPECT_EQ(door.topics, Words{"Act III"});
    EXPECT_TRUE(service.subjects.empty());
    auto event = fakes::SmallWorld::said("$topic", verona, ghost(), {});
    event.content = StateChange{RoomAspect::topic, "Act III"};
    happen(event);
    ASSERT_EQ(service.subjects.size(), 2U);
    EXPECT_EQ(service.subjects.at(0).from, seat("Juliet"));
    EXPECT_EQ(service.subjects.at(0).id, "s1");
    door.refusal = Refusal{403, "M_FORBIDDEN", "no"};
    bring(SubjectChange{{juliet, muc, "s2"}, "Act IV"});
    EXPECT_EQ(world.xmpp.bounces.at(0).error.condition, "forbidden");
}

// XEP-0045 §7.8.2
TEST_F(GatewayMessagesTest, AnOccupantInvitesWithTheRightsOfHisGhost) {
    MucInvitation invitation{.head = {juliet, muc, "i1"},
                             .is_mediated = true,
                             .room = muc,
                             .from = {},
                             .to = samples::jid("paris@capulet.example"),
                             .reason = "Come",
                             .password = {}};
    bring(invitation);
    EXPECT_TRUE(world.homeserver.rooms[verona].invited.contains(world.ghost_of("paris@capulet.example")));
    ASSERT_EQ(service.invitations.size(), 1U);
    EXPECT_EQ(service.invitations.at(0).to, samples::jid("paris@capulet.example"));
    EXPECT_EQ(service.invitations.at(0).by, juliet.bare());
    invitation.to = samples::jid("benvolio%montague.example@matrix.montague.example");
    bring(invitation);
    EXPECT_TRUE(world.homeserver.rooms[verona].invited.contains(benvolio));
    EXPECT_EQ(service.invitations.size(), 1U);
    invitation.head.from = samples::jid("tybalt@capulet.example/sword");
    bring(invitation);
    EXPECT_EQ(world.xmpp.bounces.at(0).error.condition, "not-acceptable");
}

// XEP-0045 §7.8.2: the invited says no.
TEST_F(GatewayMessagesTest, WhoDeclinesLeavesTheInvitation) {
    const auto paris = world.ghost_of("paris@capulet.example");
    world.homeserver.rooms[verona].invited.insert(paris);
    door.inviters.emplace(paris, ghost());
    bring(decline("paris@capulet.example/hall", muc, juliet.bare()));
    EXPECT_FALSE(world.homeserver.rooms[verona].invited.contains(paris));
    EXPECT_EQ(service.invitations.at(0).kind, SeatInvitation::Kind::decline);
    EXPECT_EQ(service.invitations.at(0).to, juliet.bare());
}

// Else the room would carry anybody's words to anybody.
TEST_F(GatewayMessagesTest, WhoIsNotInvitedDeclinesNothing) {
    bring(decline("paris@capulet.example/hall", muc, juliet.bare()));
    EXPECT_TRUE(service.invitations.empty());
    const auto paris = world.ghost_of("paris@capulet.example");
    world.homeserver.rooms[verona].invited.insert(paris);
    door.inviters.emplace(paris, ghost());
    bring(decline("paris@capulet.example/hall", muc, samples::jid("nurse@capulet.example")));
    EXPECT_TRUE(service.invitations.empty()) << "the nurse has not invited him";
    EXPECT_FALSE(world.homeserver.rooms[verona].invited.contains(paris));
}

TEST_F(GatewayMessagesTest, WhoIsInCannotDeclineByAnotherAddressOfTheRoom) {
    const auto handle = world.finish(world.book.gateway_room_of(verona));
    auto second = presence(juliet, "Juliet");
    second.head.to = handle.with_resource("Juliet").value();
    second.entry = MucEntry{};
    take(second);
    second.entry.reset();
    second.kind = PresenceKind::unavailable;
    take(second);
    bring(decline("juliet@capulet.example/balcony", handle, samples::jid("x@capulet.example")));
    EXPECT_TRUE(world.homeserver.rooms[verona].members.contains(ghost()));
    EXPECT_TRUE(service.invitations.empty());
}

TEST_F(GatewayMessagesTest, WhereTheBotIsNotInTheRoomTheInvitedDeclinesAndAMemberDoesNot) {
    auto& room = world.homeserver.rooms[verona];
    room.members.erase(world.bot);
    const auto paris = world.ghost_of("paris@capulet.example");
    room.invited.insert(paris);
    bring(decline("paris@capulet.example/hall", muc, world.puppet_of(world.romeo).bare()));
    EXPECT_FALSE(room.invited.contains(paris));
    bring(decline("juliet@capulet.example/balcony", muc, world.puppet_of(world.romeo).bare()));
    EXPECT_TRUE(room.members.contains(ghost()));
}

TEST_F(GatewayMessagesTest, NothingIsShownOfWhoIsBlocked) {
    world.policy.permissions = fakes::SmallWorld::allow({{"@benvolio:montague.example", mapping::Permission::block}});
    const auto event = fakes::SmallWorld::said("$1", verona, benvolio, "Part, fools");
    happen(event);
    EXPECT_TRUE(service.messages.empty());
    EXPECT_TRUE(world.finish(rooms->as_seen(muc, event, "Benvolio")).empty()) << "nor in the archive";
    happen(fakes::SmallWorld::said("$2", verona, world.romeo, "But soft"));
    EXPECT_EQ(service.messages.size(), 2U);
    bring(tests::chat_message({juliet, seat("Romeo"), "7"}, "Good night"));
    world.policy.permissions = fakes::SmallWorld::allow({{"@romeo:montague.example", mapping::Permission::block}});
    const auto direct = world.registry.portals.rows.at(0);
    const auto answer = fakes::SmallWorld::said("$9", direct.room, world.romeo, "Sleep well");
    EXPECT_FALSE(world.finish(rooms->answer_privately(direct, answer, Before{})));
}

// A rule for all of a homeserver is not one about the people of XMPP who have ghosts on it.
TEST_F(GatewayMessagesTest, AGhostIsNotBlockedWithItsHomeserver) {
    world.policy.permissions = fakes::SmallWorld::allow({{"montague.example", mapping::Permission::block}});
    say(nurse, "1", "Madam!");
    happen(echo());
    EXPECT_EQ(service.messages.size(), 2U);
}

TEST_F(GatewayMessagesTest, LinksInTheArchiveWorkAsInTheRoom) {
    const auto event =
        fakes::SmallWorld::said("$1", verona, world.romeo, "see https://matrix.to/#/#mantua:montague.example there");
    const auto seen = world.finish(rooms->as_seen(muc, event, "Romeo"));
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].said.message.body, "see xmpp:%23mantua%25montague.example@matrix.montague.example?join there");
}

} // namespace
} // namespace bascule::bridge
