#include "bridge/gateway/room_archive.hpp"

#include "tests/fakes/fake_archive_rooms.hpp"
#include "tests/fakes/fake_room_history.hpp"
#include "tests/run.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

using Page = ArchiveSearch::Page;
using Ids = std::vector<std::string>;

class RoomArchiveTest : public testing::Test {
protected:
    RoomArchiveTest() {
        history.names = {{romeo, "Romeo"}};
        for (int number = 1; number <= 9; ++number) {
            add(number);
        }
    }

    void add(int number) {
        history.events.push_back({.id = samples::event("$" + std::to_string(number)),
                                  .room = samples::room("!verona:x.example"),
                                  .sender = number % 2 == 1 ? romeo : tybalt,
                                  .at_ms = number * 1000,
                                  .sent_key = {},
                                  .content = mapping::Message{mapping::MessageKind::text, std::to_string(number)}});
    }
    MatrixEvent& event(int number) { return history.events.at(static_cast<std::size_t>(number - 1)); }
    void hide(int from, int to) {
        for (int number = from; number <= to; ++number) {
            history.hidden[rooms.ghost].insert(event(number).id);
        }
    }

    ArchiveSearch search(Page page = Page::first, int at_most = 3) const {
        ArchiveSearch search{.room = room, .asker = juliet};
        search.page = page;
        search.at_most = at_most;
        return search;
    }
    static Ids ids_of(const ArchiveFind& find) {
        Ids ids;
        for (const auto& message : find.messages) {
            ids.push_back(message.said.stanza_id);
        }
        return ids;
    }
    Ids found(ArchiveSearch search) { return ids_of(tests::run(archive.search(std::move(search))).value()); }
    bool is_complete(ArchiveSearch search) { return tests::run(archive.search(std::move(search)))->is_complete; }
    std::string refusal(ArchiveSearch search) {
        return tests::run(archive.search(std::move(search))).error().condition;
    }

    const mapping::UserId romeo = samples::user("@romeo:x.example");
    const mapping::UserId tybalt = samples::user("@tybalt:x.example");
    const mapping::Jid room = samples::jid("#verona%x.example@matrix.example");
    const mapping::Jid juliet = samples::jid("juliet@capulet.example/balcony");
    fakes::FakeRoomHistory history;
    fakes::FakeArchiveRooms rooms;
    RoomArchive archive{rooms, history};
};

// XEP-0313 §4.3
TEST_F(RoomArchiveTest, PagesGoForwardsFromTheBeginning) {
    EXPECT_EQ(found(search()), (Ids{"$1", "$2", "$3"}));
    auto next = search();
    next.page_after = "$3";
    EXPECT_EQ(found(next), (Ids{"$4", "$5", "$6"}));
    EXPECT_FALSE(is_complete(next));
    next.page_after = "$6";
    EXPECT_EQ(found(next), (Ids{"$7", "$8", "$9"}));
    EXPECT_TRUE(is_complete(next));
}

TEST_F(RoomArchiveTest, PagesGoBackwardsFromTheEnd) {
    EXPECT_EQ(found(search(Page::last)), (Ids{"$7", "$8", "$9"}));
    EXPECT_FALSE(is_complete(search(Page::last)));
    auto before = search(Page::last);
    before.page_before = "$7";
    EXPECT_EQ(found(before), (Ids{"$4", "$5", "$6"}));
    before.page_before = "$4";
    EXPECT_EQ(found(before), (Ids{"$1", "$2", "$3"}));
    EXPECT_TRUE(is_complete(before));
    before.page_before = "$1";
    EXPECT_EQ(found(before), Ids{});
    EXPECT_TRUE(is_complete(before));
}

TEST_F(RoomArchiveTest, AMessageIsToldAsItWasReflected) {
    const auto find = tests::run(archive.search(search(Page::first, 2))).value();
    EXPECT_EQ(find.messages.at(0).said.from, room.with_resource("Romeo").value());
    EXPECT_EQ(find.messages.at(0).said.message.body, "1");
    EXPECT_EQ(find.messages.at(0).at_ms, 1000);
    EXPECT_EQ(find.messages.at(1).said.from, room.with_resource("tybalt").value()) << "his name is not known";
}

// XEP-0313 §4.1.3
TEST_F(RoomArchiveTest, IdsOfTheFormBoundTheResultWhicheverWayItIsPaged) {
    auto between = search(Page::first, 2);
    between.after_id = "$2";
    between.before_id = "$7";
    EXPECT_EQ(found(between), (Ids{"$3", "$4"}));
    between.page_after = "$4";
    EXPECT_EQ(found(between), (Ids{"$5", "$6"}));
    EXPECT_TRUE(is_complete(between));
    between.page = Page::last;
    between.page_after.clear();
    EXPECT_EQ(found(between), (Ids{"$5", "$6"}));
    between.page_before = "$5";
    EXPECT_EQ(found(between), (Ids{"$3", "$4"}));
    EXPECT_TRUE(is_complete(between));
}

// XEP-0313 §4.1.2
TEST_F(RoomArchiveTest, TimesBoundTheResultAndBelongToIt) {
    auto between = search(Page::first, 10);
    between.start_ms = 3000;
    between.end_ms = 5000;
    EXPECT_EQ(found(between), (Ids{"$3", "$4", "$5"}));
    EXPECT_TRUE(is_complete(between));
    between.page = Page::last;
    EXPECT_EQ(found(between), (Ids{"$3", "$4", "$5"}));
    between.start_ms = 3001;
    between.end_ms = 4999;
    EXPECT_EQ(found(between), (Ids{"$4"}));
}

TEST_F(RoomArchiveTest, BeforeAndAfterAllTimesThereIsNothing) {
    auto late = search();
    late.start_ms = 9001;
    EXPECT_EQ(found(late), Ids{});
    auto early = search(Page::last);
    early.end_ms = 999;
    EXPECT_EQ(found(early), Ids{});
    EXPECT_TRUE(is_complete(early));
    EXPECT_TRUE(history.queries.empty()) << "there is nothing to read";
}

TEST_F(RoomArchiveTest, OneWrongClockHidesNobodyElse) {
    event(4).at_ms = 1;
    event(6).at_ms = 99'000;
    auto between = search(Page::last, 10);
    between.start_ms = 2000;
    between.end_ms = 9000;
    EXPECT_EQ(found(between), (Ids{"$2", "$3", "$5", "$7", "$8", "$9"}));
}

// XEP-0313 §4.1.1
TEST_F(RoomArchiveTest, OnlyWhatOneHasSaidCanBeAskedFor) {
    rooms.users.emplace(samples::jid("tybalt@matrix.example"), tybalt);
    auto with = search();
    with.with = samples::jid("tybalt@matrix.example");
    EXPECT_EQ(found(with), (Ids{"$2", "$4", "$6"}));
    with.with = samples::jid("nobody@matrix.example");
    EXPECT_EQ(found(with), Ids{});
}

// XEP-0313 §4.1.4
TEST_F(RoomArchiveTest, MessagesAreFoundByTheirIdsInTheirOrder) {
    auto by_id = search();
    by_id.ids = {"$5", "$2"};
    EXPECT_EQ(found(by_id), (Ids{"$2", "$5"}));
    by_id.ids = {"$5", "$99"};
    EXPECT_EQ(refusal(by_id), "item-not-found");
}

TEST_F(RoomArchiveTest, AnIdOfNothingThatOneMayReadIsNotFound) {
    hide(1, 3);
    for (const auto* id : {"$99", "$2", "no event"}) {
        for (auto member : {&ArchiveSearch::after_id, &ArchiveSearch::before_id, &ArchiveSearch::page_after,
                            &ArchiveSearch::page_before}) {
            auto asked = search();
            asked.*member = id;
            EXPECT_EQ(refusal(asked), "item-not-found") << id;
        }
        auto asked = search();
        asked.ids = {id};
        EXPECT_EQ(refusal(asked), "item-not-found") << id;
    }
}

// Promise: nobody reads what he could not have read on Matrix.
TEST_F(RoomArchiveTest, EverythingIsReadAsTheAskersOwnGhost) {
    hide(1, 7);
    EXPECT_EQ(found(search()), (Ids{"$8", "$9"}));
    EXPECT_EQ(found(search(Page::last)), (Ids{"$8", "$9"}));
    auto early = search();
    early.start_ms = 2000;
    EXPECT_EQ(found(early), (Ids{"$8", "$9"}));
    for (const auto& reader : history.readers) {
        EXPECT_EQ(reader, rooms.ghost);
    }
}

TEST_F(RoomArchiveTest, WhoIsNotInTheRoomReadsNothing) {
    auto stranger = search();
    stranger.asker = samples::jid("paris@capulet.example/x");
    EXPECT_EQ(refusal(stranger), "forbidden");
    stranger.ids = {"$1"};
    EXPECT_EQ(refusal(stranger), "forbidden");
    EXPECT_TRUE(history.queries.empty());
}

TEST_F(RoomArchiveTest, WhomTheHomeserverDoesNotLetReadIsForbiddenTo) {
    history.forbidden.insert(rooms.ghost);
    EXPECT_EQ(refusal(search()), "forbidden");
}

TEST_F(RoomArchiveTest, WhatIsHiddenBeyondReachMakesNoEmptyPageThatLooksLikeTheEnd) {
    for (int number = 10; number <= 400; ++number) {
        add(number);
    }
    hide(1, 399);
    EXPECT_EQ(refusal(search()), "resource-constraint");
    EXPECT_EQ(found(search(Page::last)), (Ids{"$400"}));
}

// XEP-0313 §5
TEST_F(RoomArchiveTest, TheEndsAreThoseOfWhatOneMayRead) {
    hide(1, 2);
    const auto ends = tests::run(archive.ends(room, juliet)).value();
    EXPECT_EQ(ends.first->said.stanza_id, "$3");
    EXPECT_EQ(ends.last->said.stanza_id, "$9");
    hide(3, 9);
    EXPECT_FALSE(tests::run(archive.ends(room, juliet))->first);
}

// XEP-0059 §2.7
TEST_F(RoomArchiveTest, OfNoMessagesOnlyIsToldWhetherThereAreAny) {
    EXPECT_EQ(found(search(Page::first, 0)), Ids{});
    EXPECT_FALSE(is_complete(search(Page::first, 0)));
    auto late = search(Page::first, 0);
    late.start_ms = 9001;
    EXPECT_TRUE(is_complete(late));
}

// What was not to be shown when it was said is not to be found either.
TEST_F(RoomArchiveTest, WhatIsNotShownIsNotInTheArchive) {
    rooms.blocked.insert(tybalt);
    EXPECT_EQ(found(search()), (Ids{"$1", "$3", "$5"}));
    EXPECT_EQ(found(search(Page::last, 10)), (Ids{"$1", "$3", "$5", "$7", "$9"}));
    auto by_id = search();
    by_id.ids = {"$1", "$2"};
    EXPECT_EQ(refusal(by_id), "item-not-found");
}

} // namespace
} // namespace bascule::bridge
