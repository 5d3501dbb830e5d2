#include "bridge/muc/moderation/ghost_removals.hpp"

#include "bridge/error_text.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

// He was quicker.
bool is_gone(const MucRefusal& refusal) {
    return refusal && refusal->condition == "item-not-found";
}

} // namespace

std::string GhostRemovals::Person::shown() const {
    if (!nicks.empty()) {
        return nicks.front();
    }
    return jid ? jid->str() : "Somebody";
}

void GhostRemovals::foresee(const mapping::UserId& ghost) {
    context_.expelled.hold(ghost);
    context_.ghosts.forget_coming(ghost);
}

Task<GhostRemovals::Person> GhostRemovals::person_of(mapping::UserId ghost) {
    Person person;
    for (const auto& entry : context_.roster.others()) {
        const auto his = co_await context_.ghosts.ghost_of(entry);
        if (his == ghost) {
            person.nicks.push_back(entry.nick);
            person.jid = person.jid ? person.jid : entry.real_jid;
        }
    }
    const auto occupant = co_await context_.world.names.occupant_of(ghost);
    const auto jid = co_await context_.world.names.jid_of(ghost);
    if (!person.jid && !occupant && jid) {
        person.jid = jid->bare();
    }
    co_return person;
}

Task<std::string> GhostRemovals::words_of(const MatrixEvent& event) const {
    const auto sender = co_await context_.world.puppets.of(event.sender);
    const auto& reason = std::get<MemberChange>(event.content).reason;
    co_return "by " + sender.name + (reason.empty() ? "" : ": " + reason);
}

// The same person may be in under several nicks.
Task<MucRefusal> GhostRemovals::kick(Person person, std::string reason) {
    for (const auto& nick : person.nicks) {
        const auto seat = context_.portal.address.with_resource(nick);
        auto refusal = co_await context_.world.moderation.muc_admin.set_role(context_.world.bot, seat.value(),
                                                                             mapping::Role::none, reason);
        if (refusal && !is_gone(refusal)) {
            co_return refusal;
        }
    }
    co_return std::nullopt;
}

Task<void> GhostRemovals::on_kick(mapping::UserId ghost, MatrixEvent event) {
    auto person = co_await person_of(ghost);
    auto reason = co_await words_of(event);
    const auto refusal = co_await kick(person, reason);
    if (refusal) {
        co_await put_back(ghost, std::move(person), *refusal);
        co_return;
    }
    context_.missing.has("kick in the MUC");
    Expelled::Deed deed{ExpulsionKind::kick, Side::matrix, std::move(reason)};
    co_await context_.expelled.remember(ghost, std::move(deed));
    context_.expelled.release(ghost);
}

Task<void> GhostRemovals::put_back(mapping::UserId ghost, Person person, StanzaError error) {
    context_.expelled.release(ghost);
    context_.tell_changed();
    const auto text = person.shown() + " is still in " + context_.portal.address.str() +
                      " and so comes back here: the bridge may not kick there (" + plain_words(error) +
                      "). It takes a moderator of the MUC, and the bridge's bot, " + context_.world.bot_nick + ", is " +
                      std::string{mapping::word_of(context_.bot.role)} + "." + those_who_rule(context_.roster) +
                      " To shut somebody out here alone, ban him.";
    co_await context_.missing.tell("kick in the MUC", text);
}

// XEP-0045 §9.1: a ban needs the real address; a kick is all that is left where the MUC hides it.
Task<void> GhostRemovals::on_ban(mapping::UserId ghost, MatrixEvent event) {
    auto person = co_await person_of(ghost);
    auto reason = co_await words_of(event);
    MucRefusal refusal;
    if (person.jid) {
        MucAffiliate outcast{*person.jid, mapping::Affiliation::outcast, reason};
        refusal = co_await context_.world.moderation.muc_admin.set_affiliation(
            context_.world.bot, context_.portal.address, std::move(outcast));
    } else {
        refusal = co_await kick(person, reason);
    }
    Expelled::Deed deed{ExpulsionKind::ban, Side::matrix, std::move(reason)};
    co_await context_.expelled.remember(ghost, std::move(deed));
    context_.expelled.release(ghost);
    if (refusal || (!person.jid && !person.nicks.empty())) {
        co_await tell_banned_here_alone(std::move(person), refusal);
    } else {
        context_.missing.has("ban in the MUC");
    }
}

Task<void> GhostRemovals::tell_banned_here_alone(Person person, std::optional<StanzaError> error) {
    auto text = person.shown() + " is banned from this room alone: nothing of what he writes in " +
                context_.portal.address.str() + " comes here any more. ";
    if (error) {
        text += "The bridge may not ban there (" + plain_words(*error) +
                "). It takes an admin of the MUC, and the bridge's bot, " + context_.world.bot_nick +
                ", has the affiliation " + std::string{mapping::word_of(context_.bot.affiliation)} + "." +
                those_who_rule(context_.roster);
    } else {
        text += "He was kicked from the MUC, but it hides who he is, so he cannot be banned there.";
    }
    co_await context_.missing.tell("ban in the MUC", std::move(text));
}

Task<void> GhostRemovals::on_unban(mapping::UserId ghost) {
    const auto person = co_await person_of(ghost);
    auto& admin = context_.world.moderation.muc_admin;
    const auto outcasts =
        co_await admin.affiliates(context_.world.bot, context_.portal.address, mapping::Affiliation::outcast);
    const auto is_his = [&](const MucAffiliate& one) { return person.jid && one.jid == *person.jid; };
    if (outcasts && std::ranges::any_of(*outcasts, is_his)) {
        MucAffiliate nobody{*person.jid, mapping::Affiliation::none, {}};
        co_await admin.set_affiliation(context_.world.bot, context_.portal.address, std::move(nobody));
    }
    co_await context_.expelled.forget(ghost);
    context_.expelled.release(ghost);
    context_.ghosts.forgive();
    context_.tell_changed();
}

} // namespace bascule::bridge
