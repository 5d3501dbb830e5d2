#include "bridge/bridge.hpp"
#include "bridge/commands/audit.hpp"
#include "bridge/commands/chat.hpp"
#include "bridge/commands/hosted.hpp"
#include "bridge/commands/invite.hpp"
#include "bridge/commands/join.hpp"
#include "bridge/commands/list.hpp"
#include "bridge/commands/mapping.hpp"
#include "bridge/commands/plumb.hpp"
#include "bridge/commands/rooms.hpp"
#include "bridge/commands/status.hpp"
#include "bridge/commands/whois.hpp"

namespace bascule::bridge {

void Bridge::add_commands(const mapping::Names& names) {
    commands_.add(chat_command(direct_rooms_, store_.portals, mucs_.world()));
    commands_.add(leave_command(direct_rooms_, store_.portals));
    commands_.add(join_command(portals_, mucs_.world()));
    commands_.add(
        bridge_command(mucs_, store_.portals, [this](auto room, auto muc) { return hosted_.give_way(room, muc); }));
    commands_.add(unbridge_command(mucs_, store_.portals, portals_));
    commands_.add(in_hosted_rooms(status_command(mucs_, store_.portals), hosted_status(hosted_, names)));
    commands_.add(list_command(mucs_, store_.portals));
    commands_.add(in_hosted_rooms(members_command(mucs_), hosted_members(hosted_, names)));
    commands_.add(in_hosted_rooms(nick_command(mucs_), hosted_nick(hosted_)));
    commands_.add(in_hosted_rooms(invite_command(mucs_), hosted_invite(hosted_, names)));
    commands_.add(rooms_command(guide_));
    auto whois = whois_command(addresses_, mucs_);
    auto whois_there = hosted_whois(hosted_, names, whois.run);
    commands_.add(in_hosted_rooms(std::move(whois), std::move(whois_there)));
    commands_.add(audit_command(store_.audit));
    commands_.add(mapping_command(store_.mapping, store_.portals));
    commands_.add(version_command(identity_.version));
}

} // namespace bascule::bridge
