// Commands over XMPP: in a chat with the bridge's address, and by form.
#include "bridge/commands/bridge_chat.hpp"

#include "bridge/commands/ad_hoc_desk.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::bridge {
namespace {

using mapping::Permission;
using samples::jid;

Command named(std::string name, std::set<Place> places) {
    return {.name = std::move(name), .summary = "do it", .places = std::move(places), .run = [](CommandCall call) {
                return [](CommandCall given) -> Task<CommandAnswer> {
                    co_return done(given.where + " " + name_of(given.asker) + " " + given.word(0));
                }(std::move(call));
            }};
}

class OverXmpp : public testing::Test {
protected:
    OverXmpp() {
        auto greet = named("greet", places::all_but_hosted);
        greet.parameters = {{.name = "NAME", .about = "to whom", .kind = CommandParameter::Kind::text}};
        auto demolish = named("demolish", places::xmpp);
        demolish.needs = Permission::admin;
        demolish.effect = Effect::changes;
        demolish.warning = "It will be gone.";
        commands.add(std::move(greet));
        commands.add(std::move(demolish));
        commands.add(named("plumb", places::matrix));
    }
    ChatMessage chat(const std::string& text) const {
        ChatMessage message{.head = {juliet, component, "1"},
                            .message = {mapping::MessageKind::text, text},
                            .origin_id = {},
                            .nick = {},
                            .delay_ms = {}};
        return message;
    }
    std::string answer_to(const std::string& text) {
        world.finish(desk.run(chat(text), "key " + text));
        return world.xmpp.messages.back().message.body;
    }

    fakes::SmallWorld world;
    const mapping::Jid component = jid("matrix.montague.example");
    const mapping::Jid bot = jid("_xmpp_bot@matrix.montague.example/bascule");
    const mapping::Jid juliet = jid("juliet@capulet.example/balcony");
    CommandTable commands{world.policy, world.registry.audit, world.now};
    BridgeChat desk{commands, world.xmpp, bot};
    std::optional<mapping::RoomId> entered; ///< the Matrix room of Verona, where Juliet is in
    AdHocDesk forms{commands, bot, [this](const auto& /*muc*/, const auto& /*person*/) { return entered; }};
};

using BridgeChatTest = OverXmpp;
using AdHocDeskTest = OverXmpp;

TEST_F(BridgeChatTest, AnOrderIsAnsweredToWhereItCameFrom) {
    EXPECT_EQ(answer_to("greet Romeo"), "matrix.montague.example juliet@capulet.example Romeo");
    const auto& answer = world.xmpp.messages.back();
    EXPECT_EQ(answer.from, component);
    EXPECT_EQ(answer.to, juliet);
    EXPECT_TRUE(answer.id.starts_with("answer-"));
    EXPECT_EQ(answer_to("!xmpp greet Romeo"), "matrix.montague.example juliet@capulet.example Romeo");
}

TEST_F(BridgeChatTest, HelpShowsWhatCanBeDoneFromHere) {
    EXPECT_EQ(answer_to("help"),
              "This is the bridge to Matrix. Commands that you may give here:\ngreet NAME – do it"
              "\nhelp [COMMAND] – this list, or more about one command");
    world.policy.permissions = world.allow({{"juliet@capulet.example", Permission::admin}});
    EXPECT_NE(answer_to("help").find("demolish"), std::string::npos);
}

TEST_F(BridgeChatTest, PermissionIsThatOfTheJid) {
    EXPECT_NE(answer_to("demolish").find("needs the permission"), std::string::npos);
    world.policy.permissions = world.allow({{"capulet.example", Permission::admin}});
    EXPECT_EQ(answer_to("demolish"), "It will be gone.\nIf you mean it, say within two minutes: confirm");
    EXPECT_EQ(answer_to("confirm"), "matrix.montague.example juliet@capulet.example ");
    ASSERT_EQ(world.registry.audit.rows.size(), 1U);
    EXPECT_EQ(world.registry.audit.rows.front().who, "juliet@capulet.example");
    world.policy.permissions = world.allow({{"capulet.example", Permission::block}});
    EXPECT_NE(answer_to("greet Romeo").find("does not allow"), std::string::npos);
}

// Else two automata could talk for ever.
TEST_F(BridgeChatTest, OnlyCommandsAreOrders) {
    EXPECT_TRUE(desk.is_order(chat("greet Romeo")));
    EXPECT_TRUE(desk.is_order(chat("  help")));
    EXPECT_FALSE(desk.is_order(chat("This is the bridge to Matrix.")));
    EXPECT_FALSE(desk.is_order(chat("")));
    auto late = chat("help");
    late.delay_ms = 1;
    EXPECT_FALSE(desk.is_order(late));
    auto to_romeo = chat("help");
    to_romeo.head.to = jid("romeo%montague.example@matrix.montague.example");
    EXPECT_FALSE(desk.is_order(to_romeo));
    auto to_bot = chat("help");
    to_bot.head.to = bot.bare();
    EXPECT_TRUE(desk.is_order(to_bot));
}

TEST_F(BridgeChatTest, AnOutageIsMetByTheOneWhoCanTryAgain) {
    world.xmpp.go_down();
    EXPECT_THROW(answer_to("greet Romeo"), Outage);
    world.xmpp.come_up();
    EXPECT_EQ(answer_to("greet Romeo"), "matrix.montague.example juliet@capulet.example Romeo");
}

TEST_F(AdHocDeskTest, OffersWhatHelpShows) {
    const auto offered = world.finish(forms.offered(juliet, component));
    ASSERT_EQ(offered.size(), 1U);
    EXPECT_EQ(offered.front().name, "greet");
    EXPECT_EQ(offered.front().parameters.at(0).name, "NAME");
    EXPECT_TRUE(world.finish(forms.offered(juliet, jid("#verona%montague.example@matrix.montague.example"))).empty());
    world.policy.permissions = world.allow({{"juliet@capulet.example", Permission::admin}});
    EXPECT_EQ(world.finish(forms.offered(juliet, bot)).size(), 2U);
}

TEST_F(AdHocDeskTest, AtAHostedRoomOnlyWhoIsInIsOfferedAnything) {
    commands.add(named("knock", {Place::hosted_room}));
    const auto verona = jid("#verona%montague.example@matrix.montague.example");
    EXPECT_TRUE(world.finish(forms.offered(juliet, verona)).empty());
    entered = samples::room("!verona:montague.example");
    EXPECT_EQ(world.finish(forms.offered(juliet, verona)).size(), 1U);
    EXPECT_EQ(world.finish(forms.offered(juliet, component)).size(), 1U) << "greet";
}

TEST_F(AdHocDeskTest, CarriesOutOnlyWhatItOffers) {
    const auto outcome = [&](const char* name, std::vector<std::string> words) {
        return world.finish(forms.carry_out({juliet, component, name, std::move(words), "key"})).outcome;
    };
    EXPECT_EQ(outcome("greet", {"Romeo"}), CommandAnswer::Outcome::done);
    EXPECT_EQ(outcome("greet", {}), CommandAnswer::Outcome::refused);
    EXPECT_EQ(outcome("demolish", {}), CommandAnswer::Outcome::refused);
    EXPECT_EQ(outcome("plumb", {}), CommandAnswer::Outcome::refused);
    EXPECT_EQ(outcome("fly", {}), CommandAnswer::Outcome::refused);
}

} // namespace
} // namespace bascule::bridge
