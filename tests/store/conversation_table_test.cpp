#include "tests/samples.hpp"
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>

namespace bascule::store {
namespace {

using bridge::PollRecord;
using bridge::ReactionMark;
using bridge::ThreadRecord;
using samples::event;
using testing::ElementsAre;
using testing::IsEmpty;

const auto garden = samples::jid("garden@muc.capulet.example");
const auto hall = samples::jid("hall@muc.capulet.example");
const auto verona = samples::room("!verona:montague.example");
const auto romeo = samples::user("@romeo:montague.example");
const auto mercutio = samples::user("@mercutio:montague.example");

class ConversationTableTest : public StoreTest {};

TEST_P(ConversationTableTest, ReactionsArePersonal) {
    auto& marks = store->reactions();
    const ReactionMark thumb{verona, event("$word"), romeo, "👍", event("$1")};
    const ReactionMark heart{verona, event("$word"), romeo, "❤️", event("$2")};
    run(marks.add(thumb));
    run(marks.add(heart));
    run(marks.add({verona, event("$word"), mercutio, "👎", event("$3")}));
    run(marks.add(thumb)); // said again after an outage
    EXPECT_THAT(get(marks.of_person(event("$word"), romeo)), ElementsAre(thumb, heart));
    EXPECT_THAT(get(marks.of_person(event("$other"), romeo)), IsEmpty());
}

TEST_P(ConversationTableTest, AReactionThatWasTakenBackIsStillKnownByItsEvent) {
    auto& marks = store->reactions();
    const ReactionMark thumb{verona, event("$word"), romeo, "👍", event("$1")};
    run(marks.add(thumb));
    run(marks.remove(event("$1")));
    run(marks.add(thumb));
    EXPECT_THAT(get(marks.of_person(event("$word"), romeo)), IsEmpty());
    EXPECT_EQ(get(marks.of_event(event("$1"))), thumb);
    EXPECT_EQ(get(marks.of_event(event("$2"))), std::nullopt);
}

TEST_P(ConversationTableTest, WhatWasToldOfReactionsIsRemembered) {
    auto& marks = store->reactions();
    run(marks.add({verona, event("$word"), romeo, "👍", event("$1")}));
    run(marks.set_told(event("$word"), romeo, "$1"));
    run(marks.add({verona, event("$word"), romeo, "❤️", event("$2")}));
    run(marks.add({verona, event("$word"), mercutio, "👎", event("$3")}));
    run(marks.set_told(event("$word"), romeo, "$2"));
    const auto of_romeo = get(marks.of_person(event("$word"), romeo));
    ASSERT_EQ(of_romeo.size(), 2U);
    EXPECT_EQ(of_romeo[0].told_by, "$1");
    EXPECT_EQ(of_romeo[1].told_by, "$2");
    EXPECT_EQ(get(marks.of_person(event("$word"), mercutio)).at(0).told_by, "");
}

TEST_P(ConversationTableTest, AThreadKeepsItsRootAndMovesOn) {
    auto& threads = store->threads();
    const std::string id(3'000, 't'); // longer than an index may hold
    run(threads.save({garden, id, event("$root"), event("$root")}));
    run(threads.save({garden, id, event("$other"), event("$latest")}));
    const auto found = get(threads.of_id(garden, id));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, id);
    EXPECT_EQ(found->root, event("$root"));
    EXPECT_EQ(found->latest, event("$latest"));
    EXPECT_EQ(get(threads.of_root(garden, event("$root")))->id, id);
    EXPECT_FALSE(get(threads.of_id(hall, id)));
    EXPECT_FALSE(get(threads.of_root(hall, event("$root"))));
}

TEST_P(ConversationTableTest, PollsKeepTheOrderOfTheirAnswers) {
    auto& polls = store->polls();
    run(polls.save({verona, event("$first"), "Where?", {"b", "a"}, 1}));
    run(polls.save({verona, event("$second"), "When?", {"z", "y", "x"}, 2}));
    run(polls.save({verona, event("$first"), "Where, then?", {"b", "a", "c"}, 1}));
    const auto first = get(polls.of_event(event("$first")));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->question, "Where, then?");
    EXPECT_THAT(first->answers, ElementsAre("b", "a", "c"));
    const auto latest = get(polls.latest_in(verona));
    ASSERT_TRUE(latest);
    EXPECT_EQ(latest->event, event("$second"));
    EXPECT_EQ(latest->most_choices, 2);
    EXPECT_FALSE(get(polls.latest_in(samples::room("!mantua:montague.example"))));
}

BASCULE_ON_BOTH_ENGINES(ConversationTableTest);

} // namespace
} // namespace bascule::store
