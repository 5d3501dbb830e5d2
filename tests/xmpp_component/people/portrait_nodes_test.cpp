#include "xmpp_component/people/portrait_nodes.hpp"

#include "bridge/ports/outage.hpp"
#include "tests/run.hpp"
#include "tests/samples.hpp"
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/base64.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

namespace bascule::xmpp {
namespace {

using Kind = bridge::Addressee::Kind;
using Type = IqKey::Type;

class OnePortrait final : public bridge::Portraits {
public:
    std::optional<bridge::Portrait> portrait;
    bool is_away = false;

    bridge::Task<std::optional<bridge::Portrait>> portrait_of(mapping::Jid /*address*/) override {
        if (is_away) {
            throw bridge::Outage{"away"};
        }
        co_return portrait;
    }
};

class PortraitNodesTest : public testing::Test {
protected:
    PortraitNodesTest() { register_portraits(table, portraits); }

    IqAnswer ask(Type type, const std::string& payload, Kind kind) {
        const auto iq = stanza_from("<iq>" + payload + "</iq>");
        const auto element = first_element(iq.root());
        IqRequest request{.from = samples::jid("juliet@capulet.example/balcony"),
                          .to = samples::jid("romeo@matrix.example"),
                          .addressee = {.kind = kind, .name = kind == Kind::bridge ? "" : "Romeo"},
                          .payload = element};
        IqKey key{type, std::string{namespace_of(element)}, element.name()};
        return tests::run(table.answer(std::move(key), std::move(request)));
    }
    std::string get(const std::string& payload, Kind kind = Kind::puppet) {
        const auto answer = ask(Type::get, payload, kind);
        return answer.error ? answer.error->condition : serialize(answer.payload.document_element());
    }
    std::string items(const std::string& node, const std::string& more = {}) {
        return get("<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='" + node + "'>" + more +
                   "</items></pubsub>");
    }

    IqTable table;
    OnePortrait portraits;
    const std::string vcard = "<vCard xmlns='vcard-temp'/>";
};

// XEP-0054 §3.1
TEST_F(PortraitNodesTest, AVCardHasTheNameAndCannotBeSet) {
    EXPECT_EQ(get(vcard), "<vCard xmlns='vcard-temp'><FN>Romeo</FN><NICKNAME>Romeo</NICKNAME></vCard>");
    EXPECT_EQ(get(vcard, Kind::bridge), vcard);
    EXPECT_EQ(ask(Type::set, vcard, Kind::puppet).error->condition, "not-allowed");
}

// XEP-0153 §3.1
TEST_F(PortraitNodesTest, AVCardHasThePicture) {
    portraits.portrait = {"abc", "image/png", "hash"};
    EXPECT_EQ(get(vcard),
              "<vCard xmlns='vcard-temp'><FN>Romeo</FN><NICKNAME>Romeo</NICKNAME><PHOTO><TYPE>image/png</TYPE>"
              "<BINVAL>YWJj</BINVAL></PHOTO></vCard>");
}

TEST_F(PortraitNodesTest, APictureThatCannotBeHadNowIsNotDenied) {
    portraits.is_away = true;
    EXPECT_THROW(get(vcard), bridge::Outage);
}

// XEP-0172 §4.3
TEST_F(PortraitNodesTest, TheNickNodeHoldsTheName) {
    EXPECT_EQ(items(ns::nick),
              "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='http://jabber.org/protocol/nick'>"
              "<item id='current'><nick xmlns='http://jabber.org/protocol/nick'>Romeo</nick></item></items></pubsub>");
    EXPECT_EQ(get("<pubsub xmlns='http://jabber.org/protocol/pubsub'/>"), "service-unavailable");
}

// XEP-0084 §4.2 and §4.3
TEST_F(PortraitNodesTest, TheAvatarNodesHoldThePictureUnderItsHash) {
    EXPECT_EQ(items(ns::avatar_metadata), "item-not-found");
    portraits.portrait = {"abc", "image/png", "hash"};
    EXPECT_NE(items(ns::avatar_metadata)
                  .find("<item id='hash'><metadata xmlns='urn:xmpp:avatar:metadata'>"
                        "<info id='hash' bytes='3' type='image/png'/></metadata></item>"),
              std::string::npos);
    EXPECT_NE(items(ns::avatar_data, "<item id='hash'/>")
                  .find("<item id='hash'><data xmlns='urn:xmpp:avatar:data'>YWJj</data></item>"),
              std::string::npos);
    EXPECT_EQ(items(ns::avatar_data, "<item id='older'/>"), "item-not-found");
}

// RFC 4648 §10
TEST(Base64, GoesBothWaysAndRefusesWhatIsNone) {
    for (const std::string bytes : {"", "f", "fo", "foo", "foob"}) {
        EXPECT_EQ(base64_decoded(base64_encoded(bytes)), bytes);
    }
    EXPECT_EQ(base64_encoded("foob"), "Zm9vYg==");
    EXPECT_EQ(base64_decoded("Zm9v\n  Yg=="), "foob");
    EXPECT_FALSE(base64_decoded("Zm9vY"));
    EXPECT_FALSE(base64_decoded("Zm9v!g=="));
}

} // namespace
} // namespace bascule::xmpp
