#include "bridge/muc/moderation/powers.hpp"

#include "bridge/error_text.hpp"
#include "bridge/log.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr auto power_levels = "m.room.power_levels";

mapping::PowerScale scale_of(const RoomRights& rights) {
    return {rights.kick, rights.ban, rights.redact, state_level(rights, power_levels), rights.users_default};
}

bool is_creator(const RoomRights& rights, const mapping::UserId& user) {
    return std::ranges::find(rights.creators, user) != rights.creators.end();
}

// The power says the same already: what a Matrix user has set, and the MUC has followed, stays as he set it.
bool says_the_same(std::int64_t power, const mapping::Standing& standing, const mapping::PowerScale& scale) {
    return is_at_least(standing.affiliation, mapping::Affiliation::admin) &&
           mapping::affiliation_of(power, scale) == standing.affiliation;
}

} // namespace

bool Powers::may_set_powers() const {
    const auto reach = context_.world.policy.power_from_muc;
    return reach == mapping::ModerationReach::all ||
           (reach == mapping::ModerationReach::portals && context_.portal.kind == PortalKind::portal);
}

bool Powers::may_set_affiliations() const {
    const auto reach = context_.world.policy.affiliation_from_power;
    return reach == mapping::ModerationReach::all ||
           (reach == mapping::ModerationReach::portals && context_.portal.kind == PortalKind::portal);
}

void Powers::on_standing() {
    if (may_set_powers()) {
        context_.chores.add("power levels", [this] { return carry_to_matrix(); });
    }
}

void Powers::on_power_levels() {
    if (may_set_affiliations()) {
        context_.chores.add("affiliations", [this] { return carry_to_muc(); });
    }
}

// Of all who are in the MUC: the ghosts, and the Matrix users by their puppets.
Task<std::map<mapping::UserId, mapping::Standing>> Powers::standings() {
    std::map<mapping::UserId, mapping::Standing> standings;
    for (const auto& entry : context_.roster.others()) {
        const auto ghost = co_await context_.ghosts.ghost_of(entry);
        auto& standing = standings[ghost];
        standing = higher_of(standing, entry.standing); // he may be in under two nicks
    }
    if (const auto* const members = context_.members()) {
        for (const auto& user : std::set{*members}) {
            const auto puppet = co_await context_.world.puppets.of(user);
            if (const auto own = context_.own.find(puppet.jid); own != context_.own.end()) {
                standings.emplace(user, own->second);
            }
        }
    }
    co_return standings;
}

Task<void> Powers::carry_to_matrix() {
    const auto& world = context_.world;
    const auto bot = world.ghosts.bot();
    const auto rights = co_await world.homeserver.rights(bot, context_.portal.room);
    if (!rights || rights->power_of(bot) < state_level(*rights, power_levels)) {
        co_return;
    }
    const auto scale = scale_of(*rights);
    const auto own_power = rights->power_of(bot);
    std::map<mapping::UserId, std::int64_t> changes;
    for (const auto& [user, standing] : co_await standings()) {
        const auto now = rights->power_of(user);
        const auto wanted = mapping::power_of(standing, scale, own_power);
        const auto is_ruled = context_.portal.kind == PortalKind::portal || world.names.names().is_ghost(user);
        const auto may_change = !is_creator(*rights, user) && now < own_power && (is_ruled || wanted > now);
        if (may_change && wanted != now && !says_the_same(now, standing, scale)) {
            changes.emplace(user, wanted);
        }
    }
    if (!changes.empty()) {
        const auto set = co_await world.moderation.room_admin.change_powers(bot, context_.portal.room, changes);
        if (!set) {
            log(LogPart::bridge).warn("power levels of {}: {}", context_.portal.room.str(), set.error().reason);
        }
    }
}

Task<void> Powers::carry_to_muc() {
    const auto* const members = context_.members();
    const auto rights = co_await context_.world.homeserver.rights(context_.world.ghosts.bot(), context_.portal.room);
    if (!rights || members == nullptr) {
        co_return;
    }
    for (const auto& user : std::set{*members}) {
        co_await carry_to_muc(user, rights->power_of(user), scale_of(*rights));
    }
}

// XEP-0045 §9, §10: only who is above may change it, and nobody is raised above the bot.
Task<void> Powers::carry_to_muc(mapping::UserId user, std::int64_t power, mapping::PowerScale scale) {
    const auto puppet = co_await context_.world.puppets.of(user);
    const auto own = context_.own.find(puppet.jid);
    if (own == context_.own.end() || power == mapping::power_of(own->second, scale, power + 1)) {
        co_return;
    }
    const auto now = own->second.affiliation;
    auto wanted = lower_of(mapping::affiliation_of(power, scale), context_.bot.affiliation);
    if (wanted == mapping::Affiliation::none && now == mapping::Affiliation::member) {
        co_return; // a member has no power either
    }
    if (wanted == now) {
        co_return;
    }
    MucAffiliate affiliate{puppet.jid.bare(), wanted, "as in the Matrix room"};
    const auto refusal = co_await context_.world.moderation.muc_admin.set_affiliation(
        context_.world.bot, context_.portal.address, std::move(affiliate));
    if (refusal) {
        co_await context_.missing.tell(
            "affiliations in the MUC",
            "The power levels of this room do not count in " + context_.portal.address.str() + ": " +
                plain_words(*refusal) + ". The bridge's bot, " + context_.world.bot_nick + ", is " +
                std::string{mapping::word_of(context_.bot.affiliation)} + " there." + those_who_rule(context_.roster));
    } else {
        context_.missing.has("affiliations in the MUC");
    }
}

} // namespace bascule::bridge
