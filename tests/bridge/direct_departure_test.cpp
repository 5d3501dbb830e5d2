#include "bridge/direct/direct_rooms.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {
namespace {

using samples::event;
using samples::jid;
using Words = std::vector<std::string>;

/// Portals whose calls meet one outage: before it is done or when it is.
class CutPortals final : public Portals {
public:
    explicit CutPortals(Portals& whole) : whole_{whole} {}

    int calls = 0;
    int cut_call = 0;
    int cut_answer = 0;

    Task<std::vector<Portal>> all() override { co_return co_await whole_.all(); }
    Task<std::optional<Portal>> of_room(mapping::RoomId room) override {
        begin();
        co_return co_await whole_.of_room(std::move(room));
    }
    Task<std::optional<Portal>> of_muc(mapping::Jid muc) override { co_return co_await whole_.of_muc(std::move(muc)); }
    Task<std::optional<Portal>> direct(mapping::UserId user, mapping::Jid peer) override {
        begin();
        co_return co_await whole_.direct(std::move(user), std::move(peer));
    }
    Task<void> save(Portal portal) override {
        begin();
        co_await whole_.save(std::move(portal));
        end();
    }
    Task<void> remove(mapping::RoomId room) override {
        begin();
        co_await whole_.remove(std::move(room));
        end();
    }

private:
    void begin() {
        if (++calls == cut_call) {
            throw Outage{"the store is away"};
        }
    }
    void end() const {
        if (calls == cut_answer) {
            throw Outage{"the store's answer was lost"};
        }
    }

    Portals& whole_;
};

/// Romeo has left the room in which Juliet spoke to him, and the bridge has not yet heard of it.
class Departure {
public:
    Departure() {
        world.registry.portals.rows.push_back({PortalKind::direct, old, jid("juliet@capulet.example"), world.romeo, 0});
        world.homeserver.rooms[old].members = {juliet};
        world.homeserver.rooms[old].marker = "direct @romeo:montague.example juliet@capulet.example";
        add_to_history("$left", {});
    }

    /// Juliet has said it after Romeo left.
    void juliet_has_said(const std::string& text) { add_to_history(text, text); }
    /// Says it now, as her messages are delivered.
    void juliet_says(const std::string& text) {
        DirectRooms::Speech speech{
            world.romeo, jid("juliet@capulet.example"), {}, {mapping::MessageKind::text, text}, {text, {}}};
        const auto spoken = world.finish(rooms.say(std::move(speech)));
        if (spoken && spoken->portal.room == old) {
            add_to_history(text, text);
        }
    }
    /// Romeo's departure is delivered, as the courier does it.
    void deliver() {
        if (auto portal = world.finish(portals.of_room(old))) {
            world.finish(rooms.on_departure(std::move(*portal), event("$left")));
        }
    }
    void try_to_deliver() {
        try {
            deliver();
        } catch (const Outage&) { // then it is delivered again
        }
    }
    /// What Romeo can read: all that was said outside of the room he left.
    Words readable() const {
        Words words;
        for (const auto& [id, room] : world.homeserver.rooms) {
            if (id != old) {
                const auto texts = world.homeserver.texts(id);
                words.insert(words.end(), texts.begin(), texts.end());
            }
        }
        return words;
    }
    const std::vector<Portal>& all() const { return world.registry.portals.rows; }

    fakes::SmallWorld world;
    const mapping::RoomId old = samples::room("!old:montague.example");
    const mapping::UserId juliet = world.ghost_of("juliet@capulet.example");
    CutPortals portals{world.registry.portals};
    DirectRooms rooms{world.context.get_executor(),
                      {world.homeserver, portals, world.event_codec, world.book, world.now},
                      world.ghosts};

private:
    /// An event whose payload and key are its text; without text it is the departure.
    void add_to_history(const std::string& json, const std::string& text) {
        const auto id = text.empty() ? json : "$" + std::to_string(++last_id_);
        auto one = world.said(id.c_str(), old, text.empty() ? world.romeo : juliet, text);
        one.sent_key = text;
        world.event_codec.events.insert_or_assign(json, one);
        auto& history = world.homeserver.rooms[old].history;
        history.insert(history.begin(), HistoryEvent{one.id, json, 0});
    }

    int last_id_ = 0;
};

TEST(DirectDepartureTest, AllThatWasSaidSinceIsSaidAgainHoweverMuchItWas) {
    Departure departure;
    Words said;
    for (int at = 0; at < 250; ++at) {
        said.push_back(std::to_string(at));
        departure.juliet_has_said(said.back());
    }
    departure.deliver();
    EXPECT_EQ(departure.readable(), said);
}

TEST(DirectDepartureTest, ARoomThatANewerOneHasReplacedIsNotContinued) {
    Departure departure;
    departure.juliet_has_said("Wherefore?");
    const auto portal = departure.all().front();
    departure.world.registry.portals.rows.front().room = samples::room("!newer:montague.example");
    departure.world.finish(departure.rooms.on_departure(portal, event("$left")));
    EXPECT_TRUE(departure.readable().empty());
    EXPECT_EQ(departure.all().size(), 1U);
}

TEST(DirectDepartureTest, WhatTheNewRoomRefusesDoesNotStopTheRest) {
    Departure departure;
    departure.juliet_has_said("Wherefore?");
    departure.world.homeserver.refusals["send"] = {413, "M_TOO_LARGE", "too large"};
    departure.deliver();
    ASSERT_EQ(departure.all().size(), 1U);
    EXPECT_NE(departure.all().front().room, departure.old);
}

/// Where the one outage is: at which of all calls to whom.
struct Cut {
    const char* name;
    void (*set)(Departure&, int);
    int (*calls)(const Departure&);
};
void PrintTo(const Cut& cut, std::ostream* out) {
    *out << cut.name;
}

class DirectDepartureOutageTest : public testing::TestWithParam<Cut> {
protected:
    /// Plays it once for each call that can be cut, and on to the end; `between` happens after the outage.
    template <class Prepare, class Between, class Check>
    static void play(Prepare prepare, Between between, Check check) {
        int made = 1;
        for (int call = 1; call <= made; ++call) {
            SCOPED_TRACE(std::string{GetParam().name} + ' ' + std::to_string(call));
            Departure departure;
            prepare(departure);
            const auto before = GetParam().calls(departure);
            GetParam().set(departure, before + call);
            departure.try_to_deliver();
            made = GetParam().calls(departure) - before;
            between(departure);
            departure.deliver();
            check(departure);
        }
    }
    static void speak(Departure& departure) {
        departure.juliet_has_said("Wherefore?");
        departure.juliet_has_said("Art thou?");
    }
};

TEST_P(DirectDepartureOutageTest, WhatWasSaidSinceIsSaidAgainOnce) {
    const auto nothing = [](Departure&) {};
    const auto check = [](const Departure& departure) {
        EXPECT_EQ(departure.readable(), (Words{"Wherefore?", "Art thou?"}));
        EXPECT_EQ(departure.world.homeserver.rooms.size(), 2U);
        ASSERT_EQ(departure.all().size(), 1U);
        EXPECT_NE(departure.all().front().room, departure.old);
    };
    play(speak, nothing, check);
}

TEST_P(DirectDepartureOutageTest, WhatIsSaidBetweenTheTriesIsNotLostEither) {
    const auto speak_on = [](Departure& departure) { departure.juliet_says("Romeo?"); };
    const auto check = [](const Departure& departure) {
        EXPECT_EQ(departure.readable(), (Words{"Wherefore?", "Art thou?", "Romeo?"}));
        EXPECT_EQ(departure.all().size(), 1U);
    };
    play(speak, speak_on, check);
}

TEST_P(DirectDepartureOutageTest, ADepartureAfterWhichNothingWasSaidEndsTheChat) {
    const auto nothing = [](Departure&) {};
    const auto check = [](const Departure& departure) {
        EXPECT_TRUE(departure.all().empty());
        EXPECT_FALSE(departure.world.homeserver.rooms.at(departure.old).members.contains(departure.juliet));
    };
    play(nothing, nothing, check);
}

INSTANTIATE_TEST_SUITE_P(
    Cuts, DirectDepartureOutageTest,
    testing::Values(Cut{"BeforeACallOfTheHomeserver",
                        [](Departure& one, int call) { one.world.homeserver.cut_call = call; },
                        [](const Departure& one) { return one.world.homeserver.calls; }},
                    Cut{"AfterACallOfTheHomeserver",
                        [](Departure& one, int call) { one.world.homeserver.cut_answer = call; },
                        [](const Departure& one) { return one.world.homeserver.calls; }},
                    Cut{"BeforeACallOfTheStore", [](Departure& one, int call) { one.portals.cut_call = call; },
                        [](const Departure& one) { return one.portals.calls; }},
                    Cut{"AfterACallOfTheStore", [](Departure& one, int call) { one.portals.cut_answer = call; },
                        [](const Departure& one) { return one.portals.calls; }}),
    [](const auto& instance) { return std::string{instance.param.name}; });

} // namespace
} // namespace bascule::bridge
