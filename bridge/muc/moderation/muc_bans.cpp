#include "bridge/muc/moderation/muc_bans.hpp"

#include "bridge/log.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace bascule::bridge {

void MucBans::compare() {
    context_.chores.add("ban list", [this] { return agree(); });
}

bool MucBans::is_one_of_ours(const mapping::Jid& person) const {
    return person.domain() == context_.world.bot.domain();
}

Task<void> MucBans::agree() {
    const auto list = co_await context_.world.moderation.muc_admin.affiliates(
        context_.world.bot, context_.portal.address, mapping::Affiliation::outcast);
    if (!list) {
        co_return; // not shown to the bot
    }
    std::set<mapping::Jid> outcasts;
    for (const auto& outcast : *list) {
        outcasts.insert(outcast.jid);
        PuppetRemovals::Verdict verdict{ExpulsionKind::ban, {}, outcast.reason};
        co_await on_ban(outcast.jid, std::move(verdict));
    }
    for (const auto& expulsion : context_.expelled.all()) {
        const auto is_from_there = expulsion.by == Side::xmpp && expulsion.kind == ExpulsionKind::ban;
        const auto address = co_await address_of(expulsion.user);
        if (is_from_there && address && !outcasts.contains(*address)) {
            co_await on_unban(expulsion.user);
        }
    }
}

// Nothing for who is known by his place in the MUC alone, which no list names.
Task<std::optional<mapping::Jid>> MucBans::address_of(mapping::UserId user) {
    auto& names = context_.world.names;
    if (!names.names().is_ghost(user)) {
        co_return co_await names.puppet_of(user);
    }
    const auto occupant = co_await names.occupant_of(user);
    const auto jid = co_await names.jid_of(user);
    co_return jid && !occupant ? std::optional{jid->bare()} : std::nullopt;
}

// Somebody who was never here stays out by the MUC's own ban.
Task<void> MucBans::on_ban(mapping::Jid person, PuppetRemovals::Verdict verdict) {
    if (person.local().empty()) {
        co_return; // a whole domain
    }
    if (!is_one_of_ours(person)) {
        const auto ghost = co_await context_.world.names.ghost_of(person);
        if (context_.ghosts.expel_known(ghost, {verdict.kind, words_of(verdict)})) {
            context_.tell_changed();
        }
        co_return;
    }
    const auto user = co_await context_.world.names.user_of(person);
    const auto* const members = context_.members();
    const auto is_here = user && members != nullptr && members->contains(*user);
    if (is_here && context_.expelled.find(*user) == nullptr) {
        puppets_.put_out(*user, std::move(verdict));
    }
}

Task<void> MucBans::on_unban(mapping::UserId user) {
    if (!context_.world.names.names().is_ghost(user)) {
        puppets_.let_in(user);
        co_return;
    }
    Removal removal{context_.portal.room, user, "no longer banned from " + context_.portal.address.str()};
    const auto done = co_await context_.world.moderation.room_admin.unban(context_.world.ghosts.bot(), removal);
    if (!done) {
        log(LogPart::bridge).info("unban of {}: {}", user.str(), done.error().reason);
    }
    co_await context_.expelled.forget(user);
    context_.ghosts.forgive();
    context_.tell_changed();
}

void MucBans::on_news(const MucNews& news) {
    const auto affiliation = mapping::affiliation_from(news.affiliation);
    if (!news.subject || !affiliation) {
        return;
    }
    MucAffiliate affiliate{*news.subject, *affiliation, words_of({ExpulsionKind::ban, news.actor, news.reason})};
    context_.chores.add("affiliation of " + news.subject->str(),
                        [this, affiliate = std::move(affiliate)] { return on_affiliation(affiliate); });
}

Task<void> MucBans::on_affiliation(MucAffiliate affiliate) {
    if (affiliate.affiliation == mapping::Affiliation::outcast) {
        PuppetRemovals::Verdict verdict{ExpulsionKind::ban, {}, affiliate.reason};
        co_await on_ban(affiliate.jid, std::move(verdict));
        co_return;
    }
    std::optional<mapping::UserId> user;
    if (is_one_of_ours(affiliate.jid)) {
        user = co_await context_.world.names.user_of(affiliate.jid);
    } else {
        user = co_await context_.world.names.ghost_of(affiliate.jid);
    }
    const auto* const known = user ? context_.expelled.find(*user) : nullptr;
    if (known != nullptr && known->kind == ExpulsionKind::ban) {
        co_await on_unban(*user);
    }
}

} // namespace bascule::bridge
