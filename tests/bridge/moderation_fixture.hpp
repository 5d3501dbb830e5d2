#pragma once

#include "tests/bridge/matrix_courier_fixture.hpp"
#include "tests/bridge/stanzas.hpp"

#include <string>
#include <vector>

namespace bascule::bridge {

/// A bridged room in which the bot has power 50, and Juliet and Romeo's puppet in its MUC.
class ModerationFixture : public MatrixCourierFixture {
protected:
    ModerationFixture() {
        auto& place = world.homeserver.rooms[orchard];
        place.members = {world.bot, world.romeo};
        place.rights.users[world.bot] = 50;
        place.rights.events["m.room.power_levels"] = 50;
    }
    void begin() {
        plumb();
        enter("Juliet", "juliet@capulet.example");
    }
    MucRoom& muc_room() { return *mucs.find(garden); }
    mapping::Jid seat(const std::string& nick) const { return garden.with_resource(nick).value(); }
    OccupantPresence presence(const std::string& nick) const { return tests::occupant_presence(seat(nick), bot); }
    void enter(const std::string& nick, const char* address, const char* affiliation = "none") {
        auto entering = presence(nick);
        entering.real_jid = samples::jid(address);
        entering.affiliation = affiliation;
        entering.role = "participant";
        tell(std::move(entering));
    }
    void tell(OccupantPresence told) {
        muc_room().on_presence(std::move(told));
        world.let_run();
    }
    void go(const std::string& nick, int status, const std::string& actor) {
        auto going = presence(nick);
        going.is_available = false;
        going.statuses = {status};
        going.actor = actor;
        going.reason = "too loud";
        tell(std::move(going));
    }
    /// Romeo's puppet is told that it was put out.
    void put_romeo_out(int status) {
        auto out = tests::occupant_presence(seat("Romeo"), world.puppet_of(world.romeo));
        out.is_available = false;
        out.statuses = {110, status};
        out.actor = "Juliet";
        out.reason = "too loud";
        tell(std::move(out));
    }
    void change(const mapping::UserId& by, const mapping::UserId& whom, Membership now, Membership before) {
        const auto id = "$change" + std::to_string(++events_);
        auto member = change_of(whom, now, before);
        if (now == Membership::leave || now == Membership::ban) {
            world.homeserver.rooms[orchard].members.erase(whom);
            member.reason = "enough";
        }
        deliver(id.c_str(), orchard, by, std::move(member));
        world.let_run();
    }
    bool is_here(const mapping::UserId& user) { return world.homeserver.rooms[orchard].members.contains(user); }
    std::vector<std::string> notices() { return world.homeserver.texts(orchard); }

    const mapping::Jid bot = samples::jid("matrix.montague.example/bascule");

private:
    int events_ = 0;
};

} // namespace bascule::bridge
