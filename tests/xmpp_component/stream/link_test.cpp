#include "xmpp_component/stream/link.hpp"

#include "tests/run.hpp"
#include "tests/xmpp_component/component_fixture.hpp"
#include "xmpp_component/stream/try_handshake.hpp"

namespace bascule::xmpp {
namespace {

using namespace std::chrono_literals;

class LinkTest : public ComponentFixture {
protected:
    // Says the first bytes of a whole greeting, then hangs up.
    bridge::Task<void> greet_with(std::size_t bytes) {
        const std::string header{stream_header};
        const std::string accepted = "<handshake/>";
        co_await server.accept();
        co_await server.read_until("to='matrix.example'>");
        co_await server.write(header.substr(0, bytes));
        if (bytes > header.size()) {
            co_await server.read_until("</handshake>");
            co_await server.write(accepted.substr(0, bytes - header.size()));
        }
        server.close();
    }

    bridge::Task<void> cut_everywhere() {
        const auto whole = stream_header.size() + std::string_view{"<handshake/>"}.size();
        for (std::size_t bytes = 0; bytes < whole; ++bytes) {
            co_await greet_with(bytes);
            const auto before = inbox.connected;
            co_await server.greet();
            co_await until_connected(before + 1);
            EXPECT_EQ(inbox.connected, before + 1) << "cut after " << bytes;
            server.close();
        }
    }

    bridge::Task<void> greet_byte_by_byte() {
        co_await server.accept();
        co_await server.read_until("to='matrix.example'>");
        for (const char byte : stream_header) {
            co_await server.write(std::string(1, byte));
        }
        co_await server.read_until("</handshake>");
        for (const char byte : std::string{"<handshake/><presence from='a@b.example' to='c@matrix.example'/>"}) {
            co_await server.write(std::string(1, byte));
        }
        co_await until_stanzas(1);
    }

    bridge::Task<void> greet_with_a_stanza_at_once() {
        co_await server.accept();
        co_await server.read_until("to='matrix.example'>");
        co_await server.write(std::string{stream_header});
        co_await server.read_until("</handshake>");
        co_await server.write("<handshake/><message from='a@b.example' to='c@matrix.example'><body>x</body></message>");
        co_await until_stanzas(1);
    }

    bridge::Task<void> end_with(std::string bytes, std::size_t stanzas) {
        co_await server.greet();
        co_await until_connected(1);
        co_await server.write(std::move(bytes));
        co_await server.greet();
        co_await until_connected(2);
        EXPECT_EQ(inbox.disconnected, 1);
        EXPECT_EQ(inbox.stanzas.size(), stanzas);
    }

    bridge::Task<void> fall_silent() {
        co_await server.greet();
        co_await server.read_until("<ping xmlns='urn:xmpp:ping'/></iq>");
        co_await server.greet();
        co_await until_connected(2);
    }

    // Hands a ping back, as the server's router does.
    bridge::Task<void> answer_pings() {
        co_await server.greet();
        for (int ping = 0; ping < 5; ++ping) {
            co_await server.write(co_await server.read_until("</iq>"));
        }
        EXPECT_EQ(inbox.disconnected, 0);
    }

    bridge::Task<void> stop() {
        co_await server.greet();
        co_await until_connected(1);
        bridge::OutgoingMessage last{.from = samples::jid("romeo@matrix.example"),
                                     .to = samples::jid("juliet@capulet.example"),
                                     .is_groupchat = false,
                                     .id = "last",
                                     .message = {.kind = mapping::MessageKind::text, .body = "Farewell"},
                                     .nick = {},
                                     .wants_receipt = false};
        co_await component->send(std::move(last));
        Running stopped{context, stop_component()};
        const auto said = co_await server.read_until("</stream:stream>");
        EXPECT_NE(said.find("Farewell"), std::string::npos);
        co_await server.write("</stream:stream>");
        server.close();
        co_await stopped.ended();
        EXPECT_FALSE(component->is_connected());
        EXPECT_EQ(inbox.disconnected, 1);
    }

    bridge::Task<bool> stop_component() {
        co_await tasks.stop();
        co_return true;
    }
};

TEST_F(LinkTest, AGreetingCutAnywhereIsTriedAgain) {
    play(cut_everywhere());
}

TEST_F(LinkTest, AGreetingInPiecesOfOneByteIsAGreeting) {
    play(greet_byte_by_byte());
}

TEST_F(LinkTest, WhatComesTogetherWithTheAcceptanceIsNotLost) {
    play(greet_with_a_stanza_at_once());
}

const std::string presence = "<presence from='a@b.example' to='c@matrix.example'/>";

TEST_F(LinkTest, AfterAnEndOfTheStreamItConnectsAgain) {
    play(end_with(presence + "</stream:stream>", 1));
}

TEST_F(LinkTest, AfterAStreamErrorItConnectsAgainAndStanzasBeforeItCount) {
    play(end_with(presence + "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                             "</stream:stream>",
                  1));
}

TEST_F(LinkTest, AfterWhatIsNoXmlItConnectsAgain) {
    play(end_with(presence + "<presence></message>", 1));
}

TEST_F(LinkTest, AServerThatFallsSilentIsLeft) {
    options.timing.ping_every = 1ms;
    options.timing.answer = 5ms;
    play(fall_silent());
}

TEST_F(LinkTest, AServerThatAnswersPingsIsKept) {
    options.timing.ping_every = 1ms;
    play(answer_pings());
}

TEST_F(LinkTest, AStopWritesOutWhatWasSentAndClosesTheStream) {
    play(stop());
}

class TryHandshakeTest : public testing::Test {
protected:
    // The server says this once it has the proof, or at once where it is asked for none.
    std::string outcome_of(std::string greeting, std::string verdict) {
        std::string outcome;
        Running said{context, say(std::move(greeting), std::move(verdict))};
        Running tried{context, try_handshake(server.options())};
        context.run();
        if (tried.failure) {
            return "failed";
        }
        if (!*tried.outcome) {
            return tried.outcome->error().reason;
        }
        return **tried.outcome == HandshakeOutcome::accepted ? "accepted" : "already connected";
    }

    bridge::Task<bool> say(std::string greeting, std::string verdict) {
        co_await server.accept();
        co_await server.read_until("to='matrix.example'>");
        co_await server.write(std::move(greeting));
        if (!verdict.empty()) {
            co_await server.read_until("</handshake>");
            co_await server.write(std::move(verdict));
        }
        server.close();
        co_return true;
    }

    boost::asio::io_context context;
    FakeServer server{context};
};

std::string stream_error(const std::string& condition) {
    return "<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";
}

bool begins(const std::string& text, const std::string& beginning) {
    return text.starts_with(beginning);
}

TEST_F(TryHandshakeTest, TellsAnAcceptanceFromAComponentThatIsInUse) {
    EXPECT_EQ(outcome_of(std::string{stream_header}, "<handshake/>"), "accepted");
}

TEST_F(TryHandshakeTest, AConflictMeansThatTheSecretIsRight) {
    EXPECT_EQ(outcome_of(std::string{stream_header}, stream_error("conflict")), "already connected");
}

TEST_F(TryHandshakeTest, AWrongSecretIsNamed) {
    EXPECT_TRUE(begins(outcome_of(std::string{stream_header}, stream_error("not-authorized")),
                       "the XMPP server refused the secret for matrix.example; "));
}

TEST_F(TryHandshakeTest, AnUnknownComponentIsNamed) {
    EXPECT_TRUE(begins(outcome_of(std::string{stream_header} + stream_error("host-unknown"), {}),
                       "the XMPP server does not know the component matrix.example; "));
}

TEST_F(TryHandshakeTest, AnEndWithoutWordsIsExplained) {
    EXPECT_TRUE(begins(outcome_of({}, {}), "the XMPP server closed the connection without a word, "));
}

TEST_F(TryHandshakeTest, AnotherProtocolIsNamed) {
    EXPECT_TRUE(begins(outcome_of("HTTP/1.1 400 Bad Request\r\n\r\n", {}), "what 127.0.0.1:"));
}

TEST(TryHandshakeAloneTest, NobodyThereIsNamed) {
    const ComponentOptions options{
        .host = "127.0.0.1", .port = 1, .domain = samples::jid("matrix.example"), .secret = "test"};
    const auto outcome = tests::run(try_handshake(options));
    ASSERT_TRUE(outcome.has_error());
    EXPECT_TRUE(begins(outcome.error().reason, "no XMPP server answers at 127.0.0.1:1 ("));
}

TEST(TryHandshakeAloneTest, AServerThatSaysNothingIsNamed) {
    boost::asio::io_context context;
    const FakeServer server{context};
    auto options = server.options();
    options.timing.handshake = 5ms;
    const auto outcome = tests::run(try_handshake(options));
    ASSERT_TRUE(outcome.has_error());
    EXPECT_TRUE(begins(outcome.error().reason, "no XMPP server answers at 127.0.0.1:"));
}

} // namespace
} // namespace bascule::xmpp
