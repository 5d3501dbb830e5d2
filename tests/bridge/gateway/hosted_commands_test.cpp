// Commands by form (XEP-0050) at a room that the bridge hosts.
#include "bridge/commands/ad_hoc_desk.hpp"
#include "bridge/commands/hosted.hpp"
#include "tests/bridge/gateway/gateway_fixture.hpp"

namespace bascule::bridge {
namespace {

using Outcome = CommandAnswer::Outcome;
using Words = std::vector<std::string>;

Task<CommandAnswer> say(std::string text) {
    co_return done(std::move(text));
}

Command plain(std::string name) {
    return {.name = std::move(name),
            .summary = "do it",
            .parameters = {{.name = "WHO", .about = "whom", .need = CommandParameter::Need::optional}},
            .places = places::all_but_hosted,
            .run = [](const CommandCall&) { return say("elsewhere"); }};
}

class HostedCommandsTest : public GatewayTest {
protected:
    HostedCommandsTest() {
        commands.add(in_hosted_rooms(plain("status"), hosted_status(*rooms, world.names)));
        commands.add(in_hosted_rooms(plain("members"), hosted_members(*rooms, world.names)));
        commands.add(in_hosted_rooms(plain("nick"), hosted_nick(*rooms)));
        commands.add(in_hosted_rooms(plain("invite"), hosted_invite(*rooms, world.names)));
        auto whois = plain("whois");
        auto whois_there = hosted_whois(*rooms, world.names, whois.run);
        commands.add(in_hosted_rooms(std::move(whois), std::move(whois_there)));
        commands.add(plain("list"));
    }
    Words offered(const mapping::Jid& asker) {
        Words names;
        for (const auto& outline : world.finish(desk.offered(asker, muc))) {
            names.push_back(outline.name);
        }
        return names;
    }
    CommandAnswer answer(const std::string& name, Words words = {}) {
        return world.finish(desk.carry_out({juliet, muc, name, std::move(words), "key"}));
    }
    void give_power_to_invite(std::int64_t level) {
        world.homeserver.rooms[verona].rights.invite = level;
        happen("$power", world.romeo, StateChange{RoomAspect::power_levels, {}});
    }

    CommandTable commands{world.policy, world.registry.audit, world.now};
    AdHocDesk desk{commands, samples::jid("_xmpp_bot@matrix.montague.example"),
                   [this](const auto& place, const auto& person) { return rooms->entered(place, person); }};
};

TEST_F(HostedCommandsTest, WhoIsNotInIsOfferedNothing) {
    EXPECT_EQ(offered(juliet), Words{});
    EXPECT_EQ(answer("status").text, "This is for those who are in the room. Enter it first.");
    enter(nurse, "Nurse");
    EXPECT_EQ(offered(juliet), Words{});
}

TEST_F(HostedCommandsTest, WhoIsInIsOfferedWhatConcernsThisRoomAndHeMayDo) {
    enter(juliet, "Juliet");
    give_power_to_invite(0);
    EXPECT_EQ(offered(phone), (Words{"status", "members", "nick", "invite", "whois"})) << "from any of her devices";
    give_power_to_invite(50);
    EXPECT_EQ(offered(juliet), (Words{"status", "members", "nick", "whois"}));
    EXPECT_EQ(answer("invite", {"@benvolio:montague.example"}).outcome, Outcome::refused);
    EXPECT_EQ(answer("list").outcome, Outcome::refused);
    world.policy.permissions = fakes::SmallWorld::allow({{"capulet.example", mapping::Permission::block}});
    EXPECT_EQ(offered(juliet), Words{});
}

TEST_F(HostedCommandsTest, TheStatusNamesTheMatrixRoomAndOnesOwnRights) {
    world.homeserver.rooms[verona].rights.name = "Verona";
    enter(juliet, "Juliet");
    give_power_to_invite(0);
    EXPECT_EQ(answer("status").text,
              "This is the Matrix room “Verona”, !verona:montague.example.\nIn it are 2 of Matrix and 1 of XMPP.\n"
              "On Matrix you are " +
                  ghost().str() + ", with power level 0, and may speak, invite people.");
}

TEST_F(HostedCommandsTest, MembersAreListedWithBothTheirNames) {
    enter(juliet, "Juliet");
    const auto rows = answer("members").table.rows;
    EXPECT_NE(std::ranges::find(rows, Words{"Romeo", "Matrix", "@romeo:montague.example"}), rows.end());
    EXPECT_NE(std::ranges::find(rows, Words{"Juliet", "XMPP", ghost().str()}), rows.end());
    EXPECT_NE(answer("nick").text.find("“Juliet”"), std::string::npos);
}

TEST_F(HostedCommandsTest, ANickIsTracedToItsPersonAndAnythingElseIsLookedUpAsElsewhere) {
    enter(juliet, "Juliet");
    const auto text = answer("whois", {"Romeo"}).text;
    EXPECT_EQ(text, "“Romeo” comes from Matrix: @romeo:montague.example on Matrix, " +
                        world.puppet_of(world.romeo).bare().str() + " on XMPP.");
    EXPECT_EQ(answer("whois", {"nobody@capulet.example"}).text, "elsewhere");
}

TEST_F(HostedCommandsTest, PeopleOfBothSidesAreInvitedInOnesOwnName) {
    enter(juliet, "Juliet");
    give_power_to_invite(0);
    EXPECT_EQ(answer("invite", {"@benvolio:montague.example"}).outcome, Outcome::done);
    EXPECT_TRUE(world.homeserver.rooms[verona].invited.contains(benvolio));
    EXPECT_EQ(answer("invite", {"paris@capulet.example"}).outcome, Outcome::done);
    EXPECT_TRUE(world.homeserver.rooms[verona].invited.contains(world.ghost_of("paris@capulet.example")));
    ASSERT_EQ(service.invitations.size(), 1U);
    EXPECT_EQ(service.invitations.at(0).to, samples::jid("paris@capulet.example"));
    EXPECT_EQ(service.invitations.at(0).by, juliet.bare());
    EXPECT_EQ(answer("invite", {"Paris"}).outcome, Outcome::refused);
    world.homeserver.refusals["invite"] = {403, "M_FORBIDDEN", "no"};
    EXPECT_EQ(answer("invite", {"paris@capulet.example"}).outcome, Outcome::refused);
}

} // namespace
} // namespace bascule::bridge
