#include "tests/samples.hpp"
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace bascule::store {
namespace {

using bridge::MessageLink;
using samples::event;
using testing::IsEmpty;
using testing::SizeIs;

const auto juliet = samples::jid("juliet@capulet.example");
const auto garden = samples::jid("garden@muc.capulet.example");
const auto verona = samples::room("!verona:montague.example");

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
                              get(store->message_links().of_message(garden, "message-0")).at(0)}) {
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
    EXPECT_EQ(get(store->message_links().of_event(event("$0"))).at(0).stanza_id, "");
    auto reflected = link("$0", "message-0");
    reflected.stanza_id = "stanza-0";
    reflected.author = "";
    remember({reflected});
    remember({link("$0", "message-0")});
    const auto found = get(store->message_links().of_event(event("$0")));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].stanza_id, "stanza-0");
    EXPECT_EQ(found[0].author, "@romeo:montague.example");
    EXPECT_EQ(found[0].message_id, "message-0");
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
    const auto found = get(store->message_links().of_event(event("$0")));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].stanza_id, "stanza-0");
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

TEST_P(MessageLinkTest, IdsOfAnyLengthAreKeptWhole) {
    const std::string long_id(100'000, '\xE9');
    auto odd = link("$0", long_id + "1");
    odd.stanza_id = long_id;
    remember({odd, link("$1", long_id + "2")});
    const auto found = get(store->message_links().of_message(garden, long_id + "1"));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].message_id, long_id + "1");
    EXPECT_EQ(found[0].stanza_id, long_id);
    odd.stanza_id = "another";
    remember({odd});
    EXPECT_EQ(get(store->message_links().of_event(event("$0"))).at(0).stanza_id, long_id);
}

TEST_P(MessageLinkTest, WhoSaidWhatIsKeptWithTheLink) {
    auto said = link("$0", "message-0");
    said.part = 1;
    said.speaker = "@romeo:montague.example";
    said.name = "Romeo";
    said.body = "But soft";
    said.thread = "$root";
    remember({said});
    auto reflected = link("$0", "message-0");
    reflected.body = "another";
    remember({reflected});
    const auto found = get(store->message_links().of_event(event("$0")));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].part, 1);
    EXPECT_EQ(found[0].speaker, "@romeo:montague.example");
    EXPECT_EQ(found[0].name, "Romeo");
    EXPECT_EQ(found[0].body, "But soft");
    EXPECT_EQ(found[0].thread, "$root");
    EXPECT_FALSE(found[0].is_gone);
}

// XEP-0461 §3 and XEP-0424 §3 name messages by different ids; what a MUC gave counts more than what a sender chose.
TEST_P(MessageLinkTest, AMessageIsFoundByAnyOfItsIds) {
    auto first = link("$0", "message-0");
    first.origin_id = "origin-0";
    first.stanza_id = "stanza-0";
    auto sly = link("$1", "stanza-0");
    remember({sly, first});
    auto& links = store->message_links();
    EXPECT_EQ(get(links.of_any_id(garden, "message-0")).at(0).event, event("$0"));
    EXPECT_EQ(get(links.of_any_id(garden, "origin-0")).at(0).event, event("$0"));
    const auto both = get(links.of_any_id(garden, "stanza-0"));
    ASSERT_THAT(both, SizeIs(2));
    EXPECT_EQ(both[0].event, event("$0"));
    EXPECT_EQ(both[1].event, event("$1"));
    EXPECT_THAT(get(links.of_any_id(juliet, "stanza-0")), IsEmpty());
    EXPECT_THAT(get(links.of_any_id(garden, "")), IsEmpty());
}

TEST_P(MessageLinkTest, ARedactedMessageHasNoWordsAnyMore) {
    auto said = link("$0", "message-0");
    said.body = "a secret";
    remember({said, link("$1", "message-1")});
    auto& links = store->message_links();
    run(links.forget_words(event("$0")));
    remember({said});
    run(links.set_body(event("$0"), "another secret"));
    const auto found = get(links.of_event(event("$0")));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_TRUE(found[0].is_gone);
    EXPECT_EQ(found[0].body, "");
    EXPECT_FALSE(get(links.of_event(event("$1"))).at(0).is_gone);
}

TEST_P(MessageLinkTest, ACorrectionChangesHowAMessageBegins) {
    auto said = link("$0", "message-0");
    said.body = "But sotf";
    remember({said});
    run(store->message_links().set_body(event("$0"), "But soft"));
    EXPECT_EQ(get(store->message_links().of_event(event("$0"))).at(0).body, "But soft");
}

BASCULE_ON_BOTH_ENGINES(MessageLinkTest);

} // namespace
} // namespace bascule::store
