#include "xmpp_component/component.hpp"

#include "tests/xmpp_component/component_fixture.hpp"

#include <stdexcept>

namespace bascule::xmpp {
namespace {

using samples::jid;

class ComponentTest : public ComponentFixture {
protected:
    bridge::Task<void> connect() {
        co_await server.greet();
        co_await until_connected(1);
    }

    bridge::OutgoingMessage message(std::string id, std::string body) const {
        return {.from = jid("romeo@matrix.example/bascule"),
                .to = jid("garden@muc.example/Juliet"),
                .is_groupchat = false,
                .id = std::move(id),
                .message = {.kind = mapping::MessageKind::text, .body = std::move(body)},
                .nick = {},
                .wants_receipt = false};
    }

    static std::string id_in(const std::string& stanza) {
        const auto at = stanza.rfind(" id='") + 5;
        return stanza.substr(at, stanza.find('\'', at) - at);
    }

    bridge::Task<void> send_and_wait_at_the_barrier() {
        co_await connect();
        co_await component->send(message("m1", "one"));
        co_await component->send(message("m2", "two"));
        Running barrier{context, with_value(component->barrier())};
        const auto said = co_await server.read_until("</iq>");
        EXPECT_LT(said.find("m1"), said.find("m2"));
        EXPECT_LT(said.find("m2"), said.find("<iq type='get' from='matrix.example' to='matrix.example'"));
        EXPECT_FALSE(barrier.outcome);
        co_await server.write(said.substr(said.find("<iq")));
        // The answer to a ping of somebody else shows that the component has read so far.
        co_await server.write(
            "<iq type='get' from='a@b.example' to='matrix.example' id='x'><ping xmlns='urn:xmpp:ping'/></iq>");
        EXPECT_EQ(co_await server.read_until("/>"),
                  "<iq type='result' from='matrix.example' to='a@b.example' id='x'/>");
        co_await barrier.ended();
        EXPECT_TRUE(barrier.outcome);
    }

    static bridge::Task<bool> with_value(bridge::Task<void> task) {
        co_await std::move(task);
        co_return true;
    }

    bridge::Task<void> break_while_waiting() {
        co_await connect();
        Running barrier{context, with_value(component->barrier())};
        bridge::JoinRequest request{.occupant = jid("romeo@matrix.example/bascule"),
                                    .room = jid("garden@muc.example"),
                                    .nick = "Romeo",
                                    .password = {},
                                    .history = {}};
        Running join{context, component->join(std::move(request))};
        co_await server.read_until("</presence>");
        server.close();
        co_await until_disconnected(1);
        co_await server.greet();
        co_await until_connected(2);
        co_await barrier.ended();
        co_await join.ended();
        EXPECT_THROW(std::rethrow_exception(barrier.failure), bridge::Outage);
        EXPECT_THROW(std::rethrow_exception(join.failure), bridge::Outage);
    }

    bridge::Task<void> send_without_stream() {
        EXPECT_FALSE(component->is_connected());
        Running sent{context, with_value(component->send(message("m1", "one")))};
        co_await connect();
        co_await sent.ended();
        EXPECT_THROW(std::rethrow_exception(sent.failure), bridge::Outage);
    }

    bridge::Task<void> send_what_nobody_may() {
        co_await connect();
        auto forged = message("m1", "one");
        forged.from = jid("romeo@montague.example");
        Running refused{context, with_value(component->send(std::move(forged)))};
        auto large = message("m2", std::string(options.limits.stanza_bytes, '<'));
        co_await component->send(std::move(large));
        const auto said = co_await server.read_until("</message>");
        co_await refused.ended();
        EXPECT_THROW(std::rethrow_exception(refused.failure), std::invalid_argument);
        EXPECT_LE(said.size(), options.limits.stanza_bytes);
        EXPECT_NE(said.find("\u2026</body>"), std::string::npos);
        EXPECT_EQ(said.find("m1"), std::string::npos);
    }

    bridge::Task<void> treat_rooms_as_rooms() {
        co_await connect();
        component->elect_listener(jid("garden@muc.example"), std::nullopt);
        const bridge::StanzaError error{.type = "cancel", .condition = "item-not-found", .text = {}};
        co_await component->bounce(jid("romeo@matrix.example"), jid("garden@muc.example/Juliet"), "m0", error);
        co_await component->send(message("m1", "Psst"));
        const auto said = co_await server.read_until("</message>");
        EXPECT_EQ(said.find("m0"), std::string::npos);
        EXPECT_NE(said.find("<x xmlns='http://jabber.org/protocol/muc#user'/>"), std::string::npos);
    }

    bridge::Task<void> ask_a_room() {
        co_await connect();
        const auto room = jid("garden@muc.example");
        const auto bot = jid("bot@matrix.example/bascule");
        Running described{context, component->describe(room, bot)};
        const auto question = co_await server.read_until("</iq>");
        const std::string reply = " from='garden@muc.example' to='bot@matrix.example/bascule' id='";
        co_await server.write("<iq type='result'" + reply + id_in(question) +
                              "'><query xmlns='http://jabber.org/protocol/disco#info'><identity category='conference'/>"
                              "<feature var='http://jabber.org/protocol/muc'/></query></iq>");
        Running joined{context, component->is_joined(bot, room, "bridge")};
        const auto ping = co_await server.read_until("</iq>");
        EXPECT_NE(ping.find("to='garden@muc.example/bridge'"), std::string::npos);
        co_await server.write("<iq type='error' from='garden@muc.example/bridge' to='bot@matrix.example/bascule' id='" +
                              id_in(ping) +
                              "'><error type='cancel'><not-acceptable "
                              "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
        Running barrier{context, with_value(component->barrier())};
        co_await server.write(co_await server.read_until("</iq>"));
        co_await component->leave(bot, room, "bridge", "Good night");
        EXPECT_NE((co_await server.read_until("</presence>")).find("<status>Good night</status>"), std::string::npos);
        co_await described.ended();
        co_await joined.ended();
        co_await barrier.ended();
        EXPECT_TRUE(described.outcome && *described.outcome);
        EXPECT_EQ(joined.outcome, std::optional{std::optional{false}});
    }

    // More than the sockets' buffers and the outbox hold together.
    bridge::Task<void> send_more_than_fits() {
        co_await connect();
        Running sending{context, send_many()};
        std::size_t next = 0;
        while (next < many) {
            const auto said = co_await server.read_until("</message>");
            EXPECT_NE(said.find(" id='m" + std::to_string(next) + "'"), std::string::npos);
            ++next;
        }
        co_await sending.ended();
        EXPECT_TRUE(sending.outcome);
    }

    static constexpr std::size_t many = 200;

    bridge::Task<bool> send_many() {
        for (std::size_t at = 0; at < many; ++at) {
            co_await component->send(message("m" + std::to_string(at), std::string(100'000, 'x')));
        }
        co_return true;
    }

    bridge::Task<void> hold_the_inbox() {
        bridge::Signal store_is_back{context.get_executor()};
        inbox.hold = [&] { return store_is_back.wait(); };
        co_await connect();
        co_await server.write("<presence from='a@b.example' to='c@matrix.example'/>");
        co_await until_stanzas(1);
        co_await server.write("<presence from='a@b.example' to='d@matrix.example'/>");
        Running barrier{context, with_value(component->barrier())};
        co_await server.write(co_await server.read_until("</iq>"));
        EXPECT_EQ(inbox.stanzas.size(), 1U) << "nothing is read before the inbox has taken what it got";
        inbox.hold = nullptr;
        store_is_back.notify_all();
        co_await until_stanzas(2);
        co_await barrier.ended();
    }

    bridge::Task<void> fail_in_the_inbox() {
        inbox.hold = []() -> bridge::Task<void> {
            throw std::logic_error{"a fault"};
            co_return;
        };
        co_await connect();
        co_await server.write("<presence from='a@b.example' to='c@matrix.example'/>");
        co_await server.greet();
        co_await until_connected(2);
    }
};

TEST_F(ComponentTest, AFaultInTheInboxCostsTheStreamAndNotTheProcess) {
    play(fail_in_the_inbox());
}

TEST_F(ComponentTest, TheBarrierFollowsWhatWasSentAndEndsWhenItComesBack) {
    play(send_and_wait_at_the_barrier());
}

TEST_F(ComponentTest, WhoWaitsForAnswersIsToldOfABrokenStream) {
    play(break_while_waiting());
}

TEST_F(ComponentTest, WithoutAStreamSendingIsAnOutage) {
    play(send_without_stream());
}

TEST_F(ComponentTest, AForeignSenderIsRefusedAndALongBodyShortened) {
    options.limits.stanza_bytes = 4096;
    play(send_what_nobody_may());
}

TEST_F(ComponentTest, ARoomIsNeverAnsweredWithAnErrorAndPrivateMessagesAreMarked) {
    play(treat_rooms_as_rooms());
}

TEST_F(ComponentTest, AsksRoomsWhatTheyAreAndWhetherSomebodyIsIn) {
    play(ask_a_room());
}

TEST_F(ComponentTest, SendersWaitForAServerThatReadsSlowly) {
    play(send_more_than_fits());
}

TEST_F(ComponentTest, ReadsOnOnlyWhenTheInboxHasTakenWhatItGot) {
    play(hold_the_inbox());
}

} // namespace
} // namespace bascule::xmpp
