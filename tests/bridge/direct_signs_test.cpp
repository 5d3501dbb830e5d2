#include "bridge/signs/direct_signs.hpp"

#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

using mapping::Action;
using mapping::Direction;
using mapping::Feature;
using Words = std::vector<std::string>;

class KeptSigns final : public RoomSigns, public ChatSigns {
public:
    Words given;

    Task<Answer<void>> tell_typing(mapping::UserId as, mapping::RoomId room, bool is_typing) override {
        given.push_back(as.str() + (is_typing ? " types in " : " rests in ") + room.str());
        co_return Answer<void>{};
    }
    Task<Answer<void>> tell_read(mapping::UserId as, mapping::RoomId /*room*/, mapping::EventId event) override {
        given.push_back(as.str() + " has read " + event.str());
        co_return Answer<void>{};
    }
    Task<void> tell_typing(SignPath path, bool is_composing) override {
        given.push_back(path.from.str() + (is_composing ? " composes for " : " pauses for ") + path.to.str());
        co_return;
    }
    Task<void> tell_displayed(SignPath path, std::string message_id) override {
        given.push_back(message_id + " is displayed, hears " + path.to.str());
        co_return;
    }
};

class DirectSignsTest : public testing::Test {
protected:
    DirectSignsTest() {
        world.registry.portals.rows.push_back({PortalKind::direct, room, juliet, world.romeo, 0});
        remember("$his", "m-his", world.romeo.str());
        remember("$hers", "m-hers", ghost.str());
    }
    ~DirectSignsTest() override { world.finish(signs.stop()); }
    DirectSignsTest(const DirectSignsTest&) = delete;
    DirectSignsTest& operator=(const DirectSignsTest&) = delete;
    DirectSignsTest(DirectSignsTest&&) = delete;
    DirectSignsTest& operator=(DirectSignsTest&&) = delete;

    void remember(const std::string& event, const std::string& id, const std::string& speaker) {
        MessageLink link{room, samples::event(event), speaker, id, id, "", juliet, 0};
        link.speaker = speaker;
        std::vector<MessageLink> links{link};
        world.finish(world.registry.message_links.remember(std::move(links)));
    }
    Words given() {
        world.let_run();
        return std::exchange(kept.given, {});
    }

    fakes::SmallWorld world;
    KeptSigns kept;
    const mapping::RoomId room = samples::room("!chat:montague.example");
    const mapping::Jid juliet = samples::jid("juliet@capulet.example");
    const mapping::Jid balcony = samples::jid("juliet@capulet.example/balcony");
    const mapping::UserId ghost = world.ghost_of("juliet@capulet.example");
    const mapping::Jid puppet = world.puppet_of(world.romeo);
    DirectSigns signs{
        world.context.get_executor(),
        {kept, kept, world.registry.portals, world.registry.message_links, world.rules, world.book, world.puppets}};
};

TEST_F(DirectSignsTest, AContactsTypingIsShownOnceAndEnds) {
    signs.on_chat_state({balcony, puppet}, true);
    signs.on_chat_state({balcony, puppet}, true);
    EXPECT_EQ(given(), Words{ghost.str() + " types in " + room.str()});
    signs.on_chat_state({balcony, puppet}, false);
    EXPECT_EQ(given(), Words{ghost.str() + " rests in " + room.str()});
    signs.on_chat_state({balcony, puppet}, false);
    EXPECT_EQ(given(), Words{});
}

// XEP-0085 §5.1
TEST_F(DirectSignsTest, AContactHearsOfTypingOnlyOnceHisClientKnowsIt) {
    signs.on_typing({room, {world.romeo}});
    signs.on_typing({room, {}});
    EXPECT_EQ(given(), Words{});
    signs.on_chat_state({balcony, puppet}, false);
    signs.on_typing({room, {world.romeo, ghost}});
    EXPECT_EQ(given(), Words{puppet.str() + " composes for juliet@capulet.example"});
    signs.on_typing({room, {world.romeo}});
    EXPECT_EQ(given(), Words{});
    signs.on_typing({room, {}});
    EXPECT_EQ(given(), Words{puppet.str() + " pauses for juliet@capulet.example"});
}

TEST_F(DirectSignsTest, WhatWasReadIsToldToWhoHasSaidIt) {
    signs.on_displayed({balcony, puppet}, "m-his");
    EXPECT_EQ(given(), Words{ghost.str() + " has read $his"});
    signs.on_read({room, samples::event("$hers"), world.romeo});
    EXPECT_EQ(given(), Words{"m-hers is displayed, hears juliet@capulet.example"});
}

TEST_F(DirectSignsTest, NobodyIsToldOfHisOwnMessagesOrOfOthersRooms) {
    signs.on_displayed({balcony, puppet}, "m-hers");
    signs.on_displayed({balcony, puppet}, "unknown");
    signs.on_displayed({samples::jid("nurse@capulet.example"), puppet}, "m-his");
    signs.on_read({room, samples::event("$his"), world.romeo});
    signs.on_read({room, samples::event("$hers"), ghost});
    signs.on_read({room, samples::event("$hers"), samples::user("@benvolio:montague.example")});
    signs.on_read({samples::room("!other:montague.example"), samples::event("$hers"), world.romeo});
    signs.on_typing({samples::room("!other:montague.example"), {world.romeo}});
    EXPECT_EQ(given(), Words{});
}

TEST_F(DirectSignsTest, TheMappingTableCanForbidThem) {
    for (const auto feature : {Feature::typing, Feature::read_marker}) {
        for (const auto direction : {Direction::matrix_to_xmpp, Direction::xmpp_to_matrix}) {
            world.rules.rules.set({feature, direction, {}, Action::drop});
        }
    }
    signs.on_chat_state({balcony, puppet}, true);
    signs.on_displayed({balcony, puppet}, "m-his");
    signs.on_typing({room, {world.romeo}});
    signs.on_read({room, samples::event("$hers"), world.romeo});
    EXPECT_EQ(given(), Words{});
}

} // namespace
} // namespace bascule::bridge
