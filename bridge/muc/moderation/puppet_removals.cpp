#include "bridge/muc/moderation/puppet_removals.hpp"

#include "bridge/log.hpp"

#include <optional>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::int64_t barred_for_ms = 24LL * 60 * 60 * 1000;

struct Power {
    bool is_enough = false;
    std::int64_t needed = 0;
    std::int64_t held = 0;
};

Power power_over(const RoomRights& rights, const mapping::UserId& bot, const mapping::UserId& user,
                 ExpulsionKind kind) {
    const auto needed = kind == ExpulsionKind::ban ? rights.ban : rights.kick;
    const auto held = rights.power_of(bot);
    return {held >= needed && held > rights.power_of(user), std::max(needed, rights.power_of(user)), held};
}

// Only whom it has banned a MUC calls forbidden (XEP-0045 §7.2.7).
StanzaError refusal_of(ExpulsionKind kind, std::string reason) {
    return {"auth", kind == ExpulsionKind::ban ? "forbidden" : "not-allowed", std::move(reason)};
}

const char* done_to_him(ExpulsionKind kind) {
    return kind == ExpulsionKind::ban ? "banned from" : "kicked from";
}

// Where nobody is named, it has to be said whose ban it is.
std::string reason_here(const PuppetRemovals::Verdict& verdict, const mapping::Jid& muc) {
    const auto words = words_of(verdict);
    if (verdict.kind != ExpulsionKind::ban || !verdict.actor.empty()) {
        return words;
    }
    return "banned from " + muc.str() + (words.empty() ? "" : ": " + words);
}

} // namespace

std::string words_of(const PuppetRemovals::Verdict& verdict) {
    auto words = verdict.actor.empty() ? std::string{} : "by " + verdict.actor;
    if (!verdict.reason.empty()) {
        words += (words.empty() ? "" : ": ") + verdict.reason;
    }
    return words;
}

PuppetRemovals::Verdict PuppetRemovals::verdict_of(const OccupantPresence& presence) {
    constexpr int banned = 301;
    constexpr int no_member_any_more = 321;
    constexpr int members_only = 322;
    Verdict verdict{presence.has_status(banned) ? ExpulsionKind::ban : ExpulsionKind::kick, presence.actor,
                    presence.reason};
    const auto lacks_membership = presence.has_status(no_member_any_more) || presence.has_status(members_only);
    if (lacks_membership && verdict.reason.empty()) {
        verdict.reason = "only members may be in " + presence.head.from.bare().str();
    }
    return verdict;
}

void PuppetRemovals::put_out(const mapping::UserId& user, Verdict verdict) {
    bar(user, refusal_of(verdict.kind, words_of(verdict)),
        context_.world.now()); // so that nothing brings him in before it is done
    context_.chores.add("removal of " + user.str(),
                        [this, user, verdict = std::move(verdict)] { return carry_out(user, verdict); });
}

void PuppetRemovals::bar(const mapping::UserId& user, StanzaError refusal, std::int64_t since_ms) {
    context_.seats.bar(user, std::move(refusal), since_ms + barred_for_ms);
}

// Written down first: should we die in between, he is not brought in by the next process.
Task<void> PuppetRemovals::carry_out(mapping::UserId user, Verdict verdict) {
    const auto& world = context_.world;
    const auto bot = world.ghosts.bot();
    Expelled::Deed deed{verdict.kind, Side::xmpp, words_of(verdict)};
    co_await context_.expelled.remember(user, deed);
    co_await context_.seats.vacate(user);
    const auto rights = co_await world.homeserver.rights(bot, context_.portal.room);
    const auto right = std::string{verdict.kind == ExpulsionKind::ban ? "ban" : "kick"};
    if (!rights || !power_over(*rights, bot, user, verdict.kind).is_enough) {
        co_await tell_powerless(user, verdict);
        co_return;
    }
    Removal removal{context_.portal.room, user, reason_here(verdict, context_.portal.address)};
    auto& admin = world.moderation.room_admin;
    auto order = verdict.kind == ExpulsionKind::ban ? admin.ban(bot, removal) : admin.kick(bot, removal);
    const auto done = co_await std::move(order);
    if (!done) { // such as a kick of somebody who has just left
        log(LogPart::bridge).info("{} of {}: {}", right, user.str(), done.error().reason);
    }
}

Task<void> PuppetRemovals::tell_powerless(mapping::UserId user, Verdict verdict) {
    const auto& world = context_.world;
    const auto bot = world.ghosts.bot();
    const auto rights = co_await world.homeserver.rights(bot, context_.portal.room);
    const auto words = words_of(verdict);
    auto text = user.str() + " was " + done_to_him(verdict.kind) + ' ' + context_.portal.address.str() +
                (words.empty() ? "" : " (" + words + ")") + ", so nothing of what he writes here gets there. ";
    if (rights) {
        const auto power = power_over(*rights, bot, user, verdict.kind);
        text += "The bridge cannot do the same here: " + bot.str() + " has power level " + std::to_string(power.held) +
                ", and it takes " + (power.needed > power.held ? std::to_string(power.needed) : "more") + "." +
                those_who_rule(*rights, bot);
    }
    co_await context_.missing.say("powerless " + user.str(), std::move(text));
}

void PuppetRemovals::let_in(const mapping::UserId& user) {
    context_.chores.add("return of " + user.str(), [this, user] { return lift(user); });
}

Task<void> PuppetRemovals::lift(mapping::UserId user) {
    const auto* const known = context_.expelled.find(user);
    if (known == nullptr || known->by != Side::xmpp) {
        co_return;
    }
    if (known->kind == ExpulsionKind::ban) {
        Removal removal{context_.portal.room, user, "no longer banned from " + context_.portal.address.str()};
        const auto done = co_await context_.world.moderation.room_admin.unban(context_.world.ghosts.bot(), removal);
        if (!done) {
            log(LogPart::bridge).info("unban of {}: {}", user.str(), done.error().reason);
        }
    }
    co_await context_.expelled.forget(user);
    context_.seats.forgive(user);
}

void PuppetRemovals::restore() {
    for (const auto& expulsion : context_.expelled.all()) {
        if (expulsion.by == Side::xmpp && !context_.world.names.names().is_ghost(expulsion.user)) {
            bar(expulsion.user, refusal_of(expulsion.kind, expulsion.reason), expulsion.at_ms);
        }
    }
}

} // namespace bascule::bridge
