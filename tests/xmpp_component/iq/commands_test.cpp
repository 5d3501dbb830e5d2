#include "xmpp_component/iq/commands.hpp"

#include "bridge/ports/outage.hpp"
#include "tests/xmpp_component/service/request_fixture.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::xmpp {
namespace {

using bridge::CommandParameter;
using bridge::Task;

/// Offers a few commands and keeps what is ordered.
class FakeDesk final : public bridge::CommandDesk {
public:
    Task<std::vector<bridge::CommandOutline>> offered(mapping::Jid /*asker*/, mapping::Jid /*on*/) override {
        std::vector<bridge::CommandOutline> list;
        list.push_back({"version", "which bridge", {}, {}});
        list.push_back({"greet",
                        "say hello",
                        {{.name = "NAME", .about = "to whom"},
                         {.name = "WORD",
                          .about = "a secret",
                          .kind = CommandParameter::Kind::secret,
                          .need = CommandParameter::Need::optional}},
                        {}});
        list.push_back({"demolish", "end it", {}, "It will be gone."});
        list.push_back({"banish", "send away", {{.name = "NAME", .about = "whom"}}, "He will be gone."});
        co_return list;
    }
    Task<bridge::CommandAnswer> carry_out(bridge::CommandOrder order) override {
        if (is_away) {
            throw bridge::Outage{"away"};
        }
        orders.push_back(std::move(order));
        co_return answer;
    }

    std::vector<bridge::CommandOrder> orders;
    bridge::CommandAnswer answer = bridge::done("Done & dusted.");
    bool is_away = false;
};

class CommandsTest : public RequestTest {
protected:
    CommandsTest() { commands.register_at(table); }

    std::string command(const std::string& name, const std::string& attributes = "", const std::string& content = "") {
        return answer_to(Type::set,
                         "<command xmlns='http://jabber.org/protocol/commands' node='urn:bascule:command:" + name +
                             "' " + attributes + ">" + content + "</command>",
                         Kind::bridge);
    }
    static std::string form(const std::string& fields) {
        return "<x xmlns='jabber:x:data' type='submit'>" + fields + "</x>";
    }
    static std::string field(const std::string& name, const std::string& value) {
        return "<field var='" + name + "'><value>" + value + "</value></field>";
    }
    /// The session that an answer names, as an attribute.
    static std::string session_in(const std::string& answer) {
        const std::string mark = "sessionid='";
        const auto begin = answer.find(mark);
        const auto end = answer.find('\'', begin + mark.size());
        return begin == std::string::npos ? "" : answer.substr(begin, end + 1 - begin) + " ";
    }

    FakeDesk desk;
    std::int64_t now_ms = 1'000'000;
    AdHocCommands commands{desk, [this] { return now_ms; }};
};

// XEP-0050 §2.2, §2.3
TEST_F(CommandsTest, AreListedAndDescribed) {
    const auto items = answer_to(
        Type::get, "<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>",
        Kind::bridge);
    EXPECT_TRUE(has(items, "<item jid='matrix.example' node='urn:bascule:command:greet' name='greet: say hello'/>"));
    const auto info =
        answer_to(Type::get, "<query xmlns='http://jabber.org/protocol/disco#info' node='urn:bascule:command:greet'/>",
                  Kind::bridge);
    EXPECT_TRUE(has(info, "<identity category='automation' type='command-node' name='say hello'/>"));
    EXPECT_TRUE(has(info, "<feature var='http://jabber.org/protocol/commands'/>"));
    EXPECT_EQ(
        answer_to(Type::get, "<query xmlns='http://jabber.org/protocol/disco#info' node='urn:bascule:command:fly'/>",
                  Kind::bridge),
        "item-not-found");
    EXPECT_TRUE(has(answer_to(Type::get, "<query xmlns='http://jabber.org/protocol/disco#info'/>", Kind::bridge),
                    "<feature var='http://jabber.org/protocol/commands'/>"));
}

TEST_F(CommandsTest, ThatNeedNothingAreDoneAtOnce) {
    const auto answer = command("version", "action='execute'");
    EXPECT_TRUE(has(answer, "status='completed'"));
    EXPECT_TRUE(has(answer, "<note type='info'>Done &amp; dusted.</note>"));
    ASSERT_EQ(desk.orders.size(), 1U);
    EXPECT_EQ(desk.orders.front().asker, samples::jid("juliet@capulet.example/balcony"));
    EXPECT_EQ(desk.orders.front().on, samples::jid("matrix.example"));
}

TEST_F(CommandsTest, AskForWhatTheyHaveToBeTold) {
    const auto asked = command("greet");
    EXPECT_TRUE(has(asked, "status='executing'"));
    EXPECT_TRUE(has(asked, "<actions execute='complete'><complete/></actions>"));
    EXPECT_TRUE(has(asked, "<field type='text-single' var='NAME' label='to whom'><required/></field>"));
    EXPECT_TRUE(has(asked, "<field type='text-private' var='WORD' label='a secret'/>"));
    const auto answer = command("greet", session_in(asked), form(field("NAME", "Romeo") + field("WORD", "")));
    EXPECT_TRUE(has(answer, "status='completed'"));
    EXPECT_EQ(desk.orders.at(0).words, std::vector<std::string>{"Romeo"});
    EXPECT_TRUE(has(command("greet", session_in(asked), form("")), "bad-sessionid"));
}

TEST_F(CommandsTest, ShowTablesAsForms) {
    desk.answer = {.text = "", .table = {{"Name", "House"}, {{"Romeo", "Montague"}}}};
    const auto answer = command("version");
    EXPECT_TRUE(has(answer, "<reported><field type='text-single' var='column1' label='Name'/>"));
    EXPECT_TRUE(has(answer, "<item><field var='column1'><value>Romeo</value></field>"));
    desk.answer = bridge::refused("No.");
    EXPECT_TRUE(has(command("version"), "<note type='error'>No.</note>"));
}

TEST_F(CommandsTest, ThatDestroyAskFirst) {
    const auto asked = command("demolish");
    EXPECT_TRUE(has(asked, "<note type='warn'>It will be gone.</note>"));
    EXPECT_TRUE(has(asked, "<actions execute='complete'><complete/></actions>"));
    EXPECT_TRUE(desk.orders.empty());
    EXPECT_TRUE(has(command("demolish", session_in(asked) + "action='complete'"), "status='completed'"));
    EXPECT_EQ(desk.orders.size(), 1U);
}

// XEP-0050 §3.4
TEST_F(CommandsTest, CanBeGoneThroughForthAndBack) {
    const auto asked = command("banish");
    EXPECT_TRUE(has(asked, "<actions execute='next'><next/></actions>"));
    const auto session = session_in(asked);
    EXPECT_TRUE(has(command("banish", session + "action='prev'"), "bad-action"));
    const auto warned = command("banish", session + "action='next'", form(field("NAME", "Romeo")));
    EXPECT_TRUE(has(warned, "<actions execute='complete'><prev/><complete/></actions>"));
    const auto back = command("banish", session + "action='prev'");
    EXPECT_TRUE(has(back, "<value>Romeo</value>"));
    command("banish", session + "action='next'", form(field("NAME", "Tybalt")));
    EXPECT_TRUE(has(command("banish", session + "action='complete'"), "status='completed'"));
    EXPECT_EQ(desk.orders.at(0).words, std::vector<std::string>{"Tybalt"});
}

TEST_F(CommandsTest, CanBeCanceled) {
    const auto session = session_in(command("banish"));
    EXPECT_TRUE(has(command("banish", session + "action='cancel'"), "status='canceled'"));
    EXPECT_TRUE(has(command("banish", session + "action='complete'", form(field("NAME", "Romeo"))), "bad-sessionid"));
    EXPECT_TRUE(desk.orders.empty());
}

// XEP-0050 §4.4
TEST_F(CommandsTest, AreRefusedWithTheErrorsOfTheSpecification) {
    EXPECT_TRUE(has(command("fly"), "item-not-found"));
    EXPECT_TRUE(has(command("greet", "action='dance'"), "bad-request<malformed-action"));
    EXPECT_TRUE(has(command("greet", "action='cancel'"), "bad-request<bad-action"));
    EXPECT_TRUE(has(command("greet", "sessionid='guessed'"), "bad-request<bad-sessionid"));
    const auto session = session_in(command("greet"));
    EXPECT_TRUE(has(command("greet", session), "bad-request<bad-payload"));
    now_ms += 600'001;
    EXPECT_TRUE(has(command("greet", session, form(field("NAME", "Romeo"))), "not-allowed<session-expired"));
    EXPECT_EQ(answer_to(Type::set, "<command xmlns='http://jabber.org/protocol/commands' node='other'/>", Kind::bridge),
              "item-not-found");
    EXPECT_TRUE(has(
        answer_to(Type::set, "<command xmlns='http://jabber.org/protocol/commands' node='urn:bascule:command:greet'/>",
                  Kind::puppet),
        "item-not-found"));
    EXPECT_TRUE(desk.orders.empty());
}

TEST_F(CommandsTest, GoOnAfterAnOutage) {
    const auto session = session_in(command("greet"));
    desk.is_away = true;
    EXPECT_THROW(command("greet", session, form(field("NAME", "Romeo"))), bridge::Outage);
    desk.is_away = false;
    EXPECT_TRUE(has(command("greet", session, form(field("NAME", "Romeo"))), "status='completed'"));
}

TEST_F(CommandsTest, OfOneAskerAreAFewAtATime) {
    const auto first = session_in(command("greet"));
    ++now_ms;
    std::string last;
    for (int count = 0; count < 10; ++count) {
        last = session_in(command("greet"));
    }
    EXPECT_TRUE(has(command("greet", first, form(field("NAME", "Romeo"))), "bad-sessionid"));
    EXPECT_TRUE(has(command("greet", last, form(field("NAME", "Romeo"))), "status='completed'"));
}

TEST(AdHocSessions, BelongToTheirAsker) {
    AdHocSessions sessions{[] { return std::int64_t{0}; }};
    const auto juliet = samples::jid("juliet@capulet.example/balcony");
    const auto id = sessions.open({.asker = juliet, .on = samples::jid("matrix.example"), .command = {}});
    EXPECT_EQ(sessions.fate_of(id, juliet), AdHocSessions::Fate::found);
    EXPECT_EQ(sessions.fate_of(id, samples::jid("tybalt@capulet.example/x")), AdHocSessions::Fate::unknown);
}

} // namespace
} // namespace bascule::xmpp
