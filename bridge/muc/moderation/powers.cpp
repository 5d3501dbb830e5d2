#include "bridge/muc/moderation/powers.hpp"

#include "bridge/error_text.hpp"
#include "bridge/log.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Affiliation;

constexpr auto power_levels = "m.room.power_levels";
constexpr auto right_to_set_powers = "power levels";
constexpr auto right_to_set_affiliations = "affiliations in the MUC";

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

// A ban is not lifted by power.
bool is_given(Affiliation now, Affiliation wanted) {
    return now != Affiliation::outcast && !is_at_least(now, wanted);
}

// The MUC may have given him more than his power was worth, or made him a member, which is worth no power.
bool is_taken(Affiliation now, Affiliation before, Affiliation wanted) {
    const auto is_plain_member = now == Affiliation::member && wanted == Affiliation::none;
    return is_at_least(before, now) && !is_at_least(wanted, now) && !is_plain_member;
}

} // namespace

bool Powers::is_reached_by(mapping::ModerationReach reach) const {
    return reach == mapping::ModerationReach::all ||
           (reach == mapping::ModerationReach::portals && context_.portal.kind == PortalKind::portal);
}

void Powers::on_standing() {
    if (is_reached_by(context_.world.policy.power_from_muc)) {
        context_.chores.add("power levels", [this] { return carry_to_matrix(); });
    }
}

void Powers::on_entered(const mapping::Jid& person) {
    if (given_.erase(person) > 0) {
        on_standing();
    }
}

void Powers::on_regraded(const mapping::Jid& person) {
    given_.erase(person);
    on_standing();
}

void Powers::on_own_standing() {
    if (!refused_.empty()) {
        context_.chores.add("affiliations", [this] {
            std::vector<PowerChange> changes;
            for (const auto& [user, change] : refused_) {
                changes.push_back(change);
            }
            return carry_to_muc(std::move(changes));
        });
    }
}

// What the MUC says may have been overruled here, or the bot have become able to show it.
Task<void> Powers::on_power_levels(std::vector<PowerChange> changes) {
    if (is_reached_by(context_.world.policy.affiliation_from_power)) {
        co_await carry_to_muc(std::move(changes));
    }
    on_standing();
}

// Of all who are in the MUC: the ghosts, and the Matrix users by their puppets.
Task<std::map<mapping::UserId, mapping::Standing>> Powers::standings() {
    std::map<mapping::UserId, mapping::Standing> standings;
    for (const auto& entry : context_.roster.others()) {
        const auto ghost = co_await context_.ghosts.ghost_of(entry);
        auto& standing = standings[ghost];
        const auto his = entry.real_jid ? expected_of(entry.real_jid->bare(), entry.standing) : entry.standing;
        standing = higher_of(standing, his); // he may be in under two nicks
    }
    if (const auto* const members = context_.members()) {
        for (const auto& user : std::set{*members}) {
            const auto puppet = co_await context_.world.puppets.of(user);
            if (const auto own = context_.own.find(puppet.jid); own != context_.own.end()) {
                standings.emplace(user, expected_of(puppet.jid.bare(), own->second));
            }
        }
    }
    co_return standings;
}

// What the bot has given stands from then on, though the MUC's presence that says so may be on its way.
mapping::Standing Powers::expected_of(const mapping::Jid& person, mapping::Standing shown) {
    const auto given = given_.find(person);
    if (given == given_.end()) {
        return shown;
    }
    if (given->second == shown.affiliation) {
        given_.erase(given);
        return shown;
    }
    return {given->second, mapping::Role::none};
}

Task<void> Powers::carry_to_matrix() {
    const auto& world = context_.world;
    const auto bot = world.ghosts.bot();
    const auto rights = co_await world.homeserver.rights(bot, context_.portal.room);
    if (!rights) {
        co_return;
    }
    const auto changes = co_await wanted_powers(*rights);
    if (changes.empty()) {
        co_return;
    }
    if (rights->power_of(bot) < state_level(*rights, power_levels)) {
        co_await tell_powerless(*rights);
        co_return;
    }
    context_.missing.has(right_to_set_powers);
    const auto set = co_await world.moderation.room_admin.change_powers(bot, context_.portal.room, changes);
    if (!set) {
        log(LogPart::bridge).warn("power levels of {}: {}", context_.portal.room.str(), set.error().reason);
    }
}

Task<Powers::PowerByUser> Powers::wanted_powers(RoomRights rights) {
    const auto& world = context_.world;
    const auto scale = scale_of(rights);
    const auto own_power = rights.power_of(world.ghosts.bot());
    PowerByUser changes;
    for (const auto& [user, standing] : co_await standings()) {
        const auto now = rights.power_of(user);
        const auto wanted = mapping::power_of(standing, scale, own_power);
        const auto is_ruled = context_.portal.kind == PortalKind::portal || world.names.names().is_ghost(user);
        const auto may_change = !is_creator(rights, user) && now < own_power && (is_ruled || wanted > now);
        if (may_change && wanted != now && !says_the_same(now, standing, scale)) {
            changes.emplace(user, wanted);
        }
    }
    co_return changes;
}

Task<void> Powers::tell_powerless(RoomRights rights) {
    const auto bot = context_.world.ghosts.bot();
    auto text = "What owners, admins and moderators of " + context_.portal.address.str() +
                " may do there, they cannot do here: " + bot.str() + " has power level " +
                std::to_string(rights.power_of(bot)) + ", and to change those of others takes " +
                std::to_string(state_level(rights, power_levels)) + "." + those_who_rule(rights, bot);
    co_await context_.missing.tell(right_to_set_powers, std::move(text));
}

Task<void> Powers::carry_to_muc(std::vector<PowerChange> changes) {
    const auto rights = co_await context_.world.homeserver.rights(context_.world.ghosts.bot(), context_.portal.room);
    if (!rights) {
        co_return;
    }
    for (const auto& change : changes) {
        refused_.erase(change.user);
        if (rights->power_of(change.user) == change.now) { // else a later event tells of it
            co_await carry_to_muc(change, scale_of(*rights));
        }
    }
}

Task<void> Powers::carry_to_muc(PowerChange change, mapping::PowerScale scale) {
    const auto before = mapping::affiliation_of(change.before, scale);
    const auto wanted = mapping::affiliation_of(change.now, scale);
    if (before == wanted) {
        co_return;
    }
    const auto person = co_await address_of(change.user);
    if (!person) {
        co_return;
    }
    const auto now = co_await affiliation_of(*person);
    const auto is_less = is_at_least(before, wanted);
    if (is_less ? is_taken(now, before, wanted) : is_given(now, wanted)) {
        MucAffiliate affiliate{*person, wanted, "as in the Matrix room"};
        co_await give(std::move(change), std::move(affiliate));
    }
}

// Nothing for who has no place in the MUC, or is known by that alone.
Task<std::optional<mapping::Jid>> Powers::address_of(mapping::UserId user) {
    auto& names = context_.world.names;
    if (user == context_.world.ghosts.bot() ||
        context_.world.policy.permissions.of(user) == mapping::Permission::block) {
        co_return std::nullopt;
    }
    if (!names.names().is_ghost(user)) {
        co_return co_await names.puppet_of(user);
    }
    for (const auto& entry : context_.roster.others()) {
        const auto his = co_await context_.ghosts.ghost_of(entry);
        if (his == user && entry.real_jid) {
            co_return entry.real_jid->bare();
        }
    }
    const auto occupant = co_await names.occupant_of(user);
    const auto jid = co_await names.jid_of(user);
    co_return jid && !occupant ? std::optional{jid->bare()} : std::nullopt;
}

// Of who is not in, the MUC's lists tell, as far as the bot may see them.
Task<mapping::Affiliation> Powers::affiliation_of(mapping::Jid person) {
    for (const auto& [jid, standing] : context_.own) {
        if (jid.bare() == person) {
            co_return standing.affiliation;
        }
    }
    for (const auto& entry : context_.roster.others()) {
        if (entry.real_jid && entry.real_jid->bare() == person) {
            co_return entry.standing.affiliation;
        }
    }
    for (const auto list : {mapping::Affiliation::owner, mapping::Affiliation::admin, mapping::Affiliation::outcast}) {
        const auto all =
            co_await context_.world.moderation.muc_admin.affiliates(context_.world.bot, context_.portal.address, list);
        if (all && std::ranges::find(*all, person, &MucAffiliate::jid) != all->end()) {
            co_return list;
        }
    }
    co_return mapping::Affiliation::none;
}

// XEP-0045 §10: owners alone make admins and owners.
Task<void> Powers::give(PowerChange change, MucAffiliate affiliate) {
    const auto person = affiliate.jid;
    const auto given = affiliate.affiliation;
    const auto refusal = co_await context_.world.moderation.muc_admin.set_affiliation(
        context_.world.bot, context_.portal.address, std::move(affiliate));
    if (!refusal) {
        context_.missing.has(right_to_set_affiliations);
        given_.insert_or_assign(person, given);
        co_return;
    }
    refused_.insert_or_assign(change.user, change);
    co_await context_.missing.tell(
        right_to_set_affiliations,
        "The power levels of this room do not count in " + context_.portal.address.str() + ": " +
            plain_words(*refusal) + ". It takes an owner, and the bridge's bot, " + context_.world.bot_nick + ", is " +
            std::string{mapping::word_of(context_.bot.affiliation)} + " there." + those_who_rule(context_.roster));
}

} // namespace bascule::bridge
