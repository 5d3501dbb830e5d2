#pragma once

#include "bridge/commands/join.hpp"
#include "bridge/portals/portal_maker.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// A MUC that lets everybody in, and the bridge that makes rooms for it.
class PortalsTest : public testing::Test {
protected:
    PortalsTest() {
        world.xmpp.traits->has_archive = true;
        world.xmpp.traits->name = "The Garden";
        world.xmpp.traits->subject = "Roses";
        world.xmpp.on_joined = [this](const JoinRequest& request) {
            if (auto* const muc = rooms.find(garden)) {
                auto own = tests::occupant_presence(garden.with_resource(request.nick).value(), request.occupant);
                own.statuses = {110};
                muc->on_presence(own);
            }
        };
    }
    void TearDown() override { world.finish(rooms.stop("the end")); }

    void refuse_everybody(const char* condition) {
        world.xmpp.refuse_join = [condition](const JoinRequest&) { return StanzaError{"auth", condition, {}}; };
    }
    /// Only who knows it gets in.
    void set_password(const std::string& right) {
        world.xmpp.traits->has_password = true;
        world.xmpp.refuse_join = [right](const JoinRequest& request) -> std::optional<StanzaError> {
            return request.password == right ? std::nullopt : std::optional{StanzaError{"auth", "not-authorized", {}}};
        };
    }
    bool provide() { return world.finish(portals.provide(garden_alias)); }
    std::string join(std::string words, const mapping::UserId& asker) {
        CommandCall call{.asker = asker, .room = office, .where = office.str(), .key = "$join", .words = {}};
        const auto end = std::min(words.find(' '), words.size());
        call.words = {words.substr(0, end)};
        if (end < words.size()) {
            call.words.push_back(words.substr(end + 1));
        }
        auto answer = world.finish(command.run(std::move(call)));
        outcome = answer.outcome;
        return answer.text;
    }
    std::string join(std::string words) { return join(std::move(words), world.romeo); }
    const std::vector<Portal>& rows() const { return world.registry.portals.rows; }
    const RoomRequest& request() const { return world.room_maker.requests.at(0); }
    bool is_invited(const mapping::UserId& user) {
        return !rows().empty() && world.homeserver.rooms[rows().front().room].invited.contains(user);
    }

    fakes::SmallWorld world;
    CommandAnswer::Outcome outcome{}; ///< of the last command
    const mapping::Jid garden = samples::jid("garden@muc.capulet.example");
    const mapping::RoomAlias garden_alias =
        mapping::RoomAlias::parse("#_xmpp_garden=40muc.capulet.example:montague.example").value();
    const mapping::RoomId office = samples::room("!office:montague.example");
    const mapping::UserId benvolio = samples::user("@benvolio:montague.example");
    MucRooms rooms{world.muc_world([](const QueueName&) {})};
    PortalMaker portals{world.context.get_executor(), rooms, world.registry.portals};
    Command command = join_command(portals, rooms.world());
};

} // namespace bascule::bridge
