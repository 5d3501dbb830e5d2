#include "xmpp_component/stream/stanza_writer.hpp"

#include "mapping/utf8.hpp"
#include "tests/samples.hpp"
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/xml/characters.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <gtest/gtest.h>

#include <random>

namespace bascule::xmpp {
namespace {

using samples::jid;

constexpr std::size_t most_bytes = 4096;

StanzaWriter writer() {
    return {jid("matrix.example"), most_bytes};
}

pugi::xml_document message(std::string_view from, std::string_view to, std::string_view body) {
    pugi::xml_document document;
    auto stanza = add(document, "message");
    set(stanza, "from", from);
    set(stanza, "to", to);
    set(stanza, "id", body);
    set_text(add(stanza, "body"), body);
    return document;
}

std::string replaced(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const auto character = character_at(text, at);
        result += character.is_legal ? text.substr(at, character.length) : mapping::replacement_character;
        at += character.length;
    }
    return result;
}

TEST(StanzaWriterTest, ArbitraryBytesComeOutAsTextThatParsesBack) {
    std::minstd_rand random{1595};
    constexpr std::string_view nasty =
        "<>&'\"]]>\r\n\t\x01\xED\xA0\x80\xEF\xBF\xBE\xF4\x90\x80\x80\xC0\x80 \xF0\x9F\x8C\xB9";
    for (int round = 0; round < 3000; ++round) {
        std::string body;
        for (auto length = random() % 40; length > 0; --length) {
            body += random() % 2 == 0 ? static_cast<char>(random() % 256) : nasty[random() % nasty.size()];
        }
        const auto document = message("romeo@matrix.example/bascule", "juliet@capulet.example", body);
        const auto written = writer().write(document.document_element());
        ASSERT_TRUE(written.has_value());
        const auto parsed = stanza_from(*written);
        EXPECT_EQ(text_of(child_in(parsed.root(), "body", ns::client)), replaced(body));
        EXPECT_EQ(attribute_of(parsed.root(), "id"), replaced(body));
    }
}

TEST(StanzaWriterTest, EveryCodePointIsWrittenOrReplaced) {
    const auto utf8 = [](std::uint32_t point) {
        const auto tail = [&](unsigned shift) { return static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
        if (point < 0x80) {
            return std::string{static_cast<char>(point)};
        }
        if (point < 0x800) {
            return std::string{static_cast<char>(0xC0U | (point >> 6U)), tail(0)};
        }
        if (point < 0x10000) {
            return std::string{static_cast<char>(0xE0U | (point >> 12U)), tail(6), tail(0)};
        }
        return std::string{static_cast<char>(0xF0U | (point >> 18U)), tail(12), tail(6), tail(0)};
    };
    for (std::uint32_t first = 0; first < 0x110000; first += 200) {
        std::string body;
        for (std::uint32_t point = first; point < first + 200; ++point) {
            body += utf8(point);
        }
        const auto document = message("romeo@matrix.example", "juliet@capulet.example", body);
        const StanzaWriter roomy{jid("matrix.example"), 1'000'000};
        const auto parsed = stanza_from(roomy.write(document.document_element()).value());
        EXPECT_EQ(text_of(child_in(parsed.root(), "body", ns::client)), replaced(body)) << first;
    }
}

// Prosody and ejabberd close the stream for a foreign sender or no addressee.
TEST(StanzaWriterTest, RefusesWhatTheServerWouldCloseTheStreamFor) {
    const auto refuses = [](std::string_view from, std::string_view to) {
        return writer().write(message(from, to, "x").document_element()).has_error();
    };
    EXPECT_FALSE(refuses("matrix.example", "capulet.example"));
    EXPECT_FALSE(refuses("romeo@matrix.example/r", "juliet@capulet.example/balcony/2@home"));
    EXPECT_TRUE(refuses("romeo@montague.example", "juliet@capulet.example"));
    EXPECT_TRUE(refuses("romeo@evil.matrix.example", "juliet@capulet.example"));
    EXPECT_TRUE(refuses("", "juliet@capulet.example"));
    EXPECT_TRUE(refuses("matrix.example", ""));
    EXPECT_TRUE(refuses("matrix.example", "@capulet.example"));
    EXPECT_TRUE(refuses("matrix.example", "juliet@"));
}

TEST(StanzaWriterTest, OfAReasonThatIsTooLongTheBeginningIsWritten) {
    std::string reason;
    for (std::size_t count = 0; count < most_bytes; ++count) {
        reason += "&amp;";
    }
    const auto stanza = stanza_from(
        "<presence from='room@matrix.example/Romeo' to='juliet@capulet.example' "
        "type='unavailable'><x xmlns='http://jabber.org/protocol/muc#user'><item "
        "role='none'><reason>" +
        reason + "</reason></item></x></presence>");
    const auto written = writer().write(stanza.root());
    ASSERT_TRUE(written.has_value()) << written.error().reason;
    EXPECT_LE(written->size(), most_bytes);
    EXPECT_NE(written->find("&amp;…</reason>"), std::string::npos);
}

TEST(StanzaWriterTest, RefusesWhatIsTooBigOrNoStanza) {
    const auto big = message("matrix.example", "capulet.example", std::string(most_bytes, 'x'));
    EXPECT_TRUE(writer().write(big.document_element()).has_error());
    pugi::xml_document document;
    add(document, "stream:error");
    EXPECT_TRUE(writer().write(document.document_element()).has_error());
    EXPECT_TRUE(writer().write({}).has_error());
}

} // namespace
} // namespace bascule::xmpp
