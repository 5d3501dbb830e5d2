#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/intake/xmpp_intake.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/counting_metrics.hpp"
#include "tests/fakes/small_world.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace bascule::tests {

/// What arrives on the stream, before a small world. Its messages' XML is their id; in a MUC `<` stanza-id `>`.
class XmppIntakeFixture : public testing::Test {
protected:
    XmppIntakeFixture() {
        world.xmpp.traits->has_archive = true;
        world.homeserver.rooms[orchard].members = {world.bot, world.romeo};
        world.xmpp.on_joined = [this](const bridge::JoinRequest& request) {
            auto own = occupant_presence(garden.with_resource(request.nick).value(), request.occupant);
            own.statuses = {110};
            mucs.find(garden)->on_presence(own);
        };
        world.journal.positions[muc_queue] = {muc_queue, "s0", 0};
    }
    void TearDown() override {
        world.finish(tasks.stop());
        world.finish(mucs.stop("the end"));
    }

    /// The bot and Romeo's puppet are in the garden, for the orchard.
    void enter() {
        mucs.add({bridge::PortalKind::plumbed, orchard, garden, {}, 0}, false);
        world.let_run();
        ASSERT_TRUE(mucs.find(garden)->status().is_in);
        woken.clear();
    }
    /// Answers what waits for an answer.
    void answer() {
        tasks.spawn("presence", intake.answer_presence());
        world.let_run();
    }

    bridge::ArrivedStanza chat_from(mapping::Jid from, mapping::Jid to, std::string id, std::string text = "Hush") {
        auto xml = id;
        return {chat_message({std::move(from), std::move(to), std::move(id)}, std::move(text)), std::move(xml)};
    }
    /// Juliet says it to Romeo.
    bridge::ArrivedStanza chat(std::string id, std::string text) {
        return chat_from(juliet, romeos_puppet, std::move(id), std::move(text));
    }
    bridge::ArrivedStanza group(const std::string& nick, const std::string& stanza_id, mapping::Jid to) {
        return {group_message({garden.with_resource(nick).value(), std::move(to), stanza_id + " id"}, stanza_id, {}),
                '<' + stanza_id + '>'};
    }
    bridge::ArrivedStanza returned(mapping::Jid from, std::string id) {
        return {bridge::ReturnedMessage{.head = {std::move(from), romeos_puppet, std::move(id)},
                                        .error = {"cancel", "service-unavailable", {}}},
                "error"};
    }
    bridge::ArrivedStanza occupant(const char* nick) {
        return {occupant_presence(garden.with_resource(nick).value(), bot), {}};
    }
    static bridge::ArrivedStanza asked(mapping::Jid from, mapping::Jid to, bridge::PresenceKind kind) {
        return {bridge::ContactPresence{.head = {std::move(from), std::move(to), {}}, .kind = kind, .nick = {}}, {}};
    }

    void take_all(std::vector<bridge::ArrivedStanza> stanzas) { world.finish(intake.on_stanzas(std::move(stanzas))); }
    void take(bridge::ArrivedStanza stanza) { take_all({std::move(stanza)}); }
    /// The same, of what may have to wait.
    void begin(std::vector<bridge::ArrivedStanza> stanzas) {
        is_taken = false;
        boost::asio::co_spawn(world.context, intake.on_stanzas(std::move(stanzas)),
                              [this](const std::exception_ptr& failure) { is_taken = !failure; });
        world.let_run();
    }
    /// Goes on until it is so, over pauses of a few milliseconds.
    template <class Condition>
    void run_until(Condition is_so) {
        constexpr std::chrono::seconds far_too_long{10};
        world.context.restart();
        while (!is_so() && world.context.run_one_for(far_too_long) > 0) {
        }
        ASSERT_TRUE(is_so());
    }
    void run_on() {
        run_until([this] { return is_taken; });
    }
    std::vector<std::string> payloads() const {
        std::vector<std::string> list;
        std::ranges::transform(world.journal.rows, std::back_inserter(list),
                               [](const auto& row) { return row.row.entry.payload; });
        return list;
    }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = samples::room("!orchard:montague.example");
    const mapping::Jid garden = samples::jid("garden@muc.capulet.example");
    const mapping::Jid component = samples::jid("matrix.montague.example");
    const mapping::Jid bot = samples::jid("matrix.montague.example/bascule");
    const mapping::Jid romeos_puppet = samples::jid("romeo%montague.example@matrix.montague.example");
    const mapping::Jid juliet = samples::jid("juliet@capulet.example/balcony");
    const bridge::QueueName chat_queue{bridge::Side::xmpp, "juliet@capulet.example " + romeos_puppet.str()};
    const bridge::QueueName muc_queue{bridge::Side::xmpp, garden.str()};
    std::vector<bridge::QueueName> woken;
    bool is_taken = false;
    fakes::CountingMetrics metrics;
    bridge::MucRooms mucs{world.muc_world([this](const bridge::QueueName& queue) { woken.push_back(queue); })};
    bridge::Subscriptions subscriptions{world.context.get_executor(),
                                        {world.xmpp, world.registry.contacts, world.book},
                                        world.ghosts,
                                        world.puppets,
                                        world.policy};
    bridge::XmppIntake intake{
        mucs, subscriptions, metrics, {std::chrono::milliseconds{1}, std::chrono::milliseconds{2}}};
    bridge::TaskGroup tasks{world.context.get_executor(), {}};
};

} // namespace bascule::tests
