#include "bridge/people/moods.hpp"

#include "bridge/people/contact_moods.hpp"
#include "tests/fakes/small_world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gtest/gtest.h>

#include <string>

namespace bascule::bridge {
namespace {

ContactPresence presence(const std::string& resource, PresenceKind kind, std::string show = {},
                         std::string status = {}) {
    return {.head = {samples::jid("juliet@capulet.example/" + resource),
                     samples::jid("romeo%montague.example@matrix.montague.example"),
                     {}},
            .kind = kind,
            .nick = {},
            .show = std::move(show),
            .status = std::move(status)};
}

Mood mood(const char* word, const char* status = "") {
    return mood_of(UserPresence{samples::user("@romeo:montague.example"), word, status});
}

TEST(Moods, OfAMatrixUserNeverTakeHisPuppetAway) {
    EXPECT_EQ(mood("online", "happy"), (Mood{"", "happy"}));
    EXPECT_EQ(mood("unavailable"), (Mood{"away", ""}));
    EXPECT_EQ(mood("offline"), (Mood{"xa", ""}));
    EXPECT_EQ(mood("busy"), (Mood{"dnd", ""}));
    EXPECT_EQ(mood("something new"), (Mood{"", ""}));
}

// RFC 6121 §4.7.2.1
TEST(Moods, OfSeveralResourcesTheMostAvailableCounts) {
    Whereabouts whereabouts;
    EXPECT_EQ(whereabouts.together(), GhostPresence{});
    whereabouts.note(presence("phone", PresenceKind::available, "xa", "far"));
    EXPECT_EQ(whereabouts.together(), (GhostPresence{Availability::unavailable, "far"}));
    whereabouts.note(presence("desk", PresenceKind::available, "", "near"));
    EXPECT_EQ(whereabouts.together(), (GhostPresence{Availability::online, "near"}));
    whereabouts.note(presence("desk", PresenceKind::unavailable));
    EXPECT_EQ(whereabouts.together(), (GhostPresence{Availability::unavailable, "far"}));
    whereabouts.note(presence("phone", PresenceKind::unavailable));
    EXPECT_FALSE(whereabouts.is_anywhere());
}

TEST(Moods, OfAnybodysResourcesOnlySomeAreRemembered) {
    Whereabouts whereabouts;
    for (int number = 0; number < 100; ++number) {
        whereabouts.note(presence("r" + std::to_string(number), PresenceKind::available, "dnd"));
    }
    whereabouts.note(presence("late", PresenceKind::available, "chat"));
    EXPECT_EQ(whereabouts.together().availability, Availability::online);
}

class ContactMoodsTest : public testing::Test {
protected:
    void run_for_a_moment() {
        boost::asio::cancellation_signal end;
        boost::asio::co_spawn(world.context, moods.keep(),
                              boost::asio::bind_cancellation_slot(end.slot(), [](const std::exception_ptr&) {}));
        constexpr std::chrono::milliseconds more_than_a_moment{1'300};
        world.context.restart();
        world.context.run_for(more_than_a_moment);
        end.emit(boost::asio::cancellation_type::terminal);
        world.let_run();
    }

    fakes::SmallWorld world;
    fakes::FakeGhostProfiles profiles;
    ContactMoods moods{world.context.get_executor(), {profiles, world.registry.portals}, world.policy};
    const mapping::UserId juliet = world.ghost_of("juliet@capulet.example");
};

TEST_F(ContactMoodsTest, SeveralChangesWithinAMomentAreToldOnce) {
    world.policy.shows_presence_to_matrix = true;
    world.registry.portals.rows.push_back({PortalKind::direct, samples::room("!chat:montague.example"),
                                           samples::jid("juliet@capulet.example"), world.romeo, 0});
    moods.note(juliet, world.romeo, presence("desk", PresenceKind::available, "away"));
    moods.note(juliet, world.romeo, presence("desk", PresenceKind::available, "", "here"));
    run_for_a_moment();
    ASSERT_EQ(profiles.presences.size(), 1U);
    EXPECT_EQ(profiles.presences.front().second, (GhostPresence{Availability::online, "here"}));
}

TEST_F(ContactMoodsTest, WithoutADirectRoomOrThePolicyNothingIsTold) {
    moods.note(juliet, world.romeo, presence("desk", PresenceKind::available));
    world.policy.shows_presence_to_matrix = true;
    moods.note(juliet, world.romeo, presence("desk", PresenceKind::available));
    run_for_a_moment();
    EXPECT_TRUE(profiles.presences.empty());
}

} // namespace
} // namespace bascule::bridge
