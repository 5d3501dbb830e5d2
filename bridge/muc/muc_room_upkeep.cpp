// The part of MucRoom that keeps everybody where they belong: loops that each wait for something to do.
#include "bridge/async/backoff.hpp"
#include "bridge/async/counted.hpp"
#include "bridge/async/race.hpp"
#include "bridge/error_text.hpp"
#include "bridge/log.hpp"
#include "bridge/muc/muc_room.hpp"
#include "bridge/people/puppet_jid.hpp"
#include "bridge/ports/outage.hpp"

#include <chrono>
#include <utility>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

constexpr auto first_retry = 500ms;
constexpr auto last_retry = 60s;
constexpr std::size_t joins_at_once = 8;

} // namespace

Task<void> MucRoom::keep_puppets() {
    Backoff backoff{first_retry, last_retry};
    for (;;) {
        while (!is_in_ || !are_puppets_due_) {
            co_await changed_.wait();
        }
        are_puppets_due_ = false;
        bool met_outage = false;
        try {
            co_await read_members();
            co_await agree_puppets();
            backoff.reset();
        } catch (const Outage& outage) {
            log(LogPart::bridge).warn("puppets of {}: {}", portal_.room.str(), outage.what());
            met_outage = true;
        }
        if (met_outage) {
            are_puppets_due_ = true;
            co_await pause(backoff.next());
        }
    }
}

// Once; from then on the room's member events tell.
Task<void> MucRoom::read_members() {
    if (members_) {
        co_return;
    }
    const auto changes = member_changes_;
    const auto joined = co_await world_.homeserver.joined_members(world_.ghosts.bot(), portal_.room);
    if (!joined) {
        throw Outage{"cannot read the room's members: " + joined.error().reason};
    }
    if (changes != member_changes_) {
        throw Outage{"somebody came or went while the room's members were read"};
    }
    members_.emplace();
    for (const auto& member : *joined) {
        if (world_.names.names().is_ghost(member.user)) {
            world_.ghosts.note(member.user, portal_.room, GhostKeeper::Presence::in);
        } else if (may_have_puppet(member.user)) {
            members_->insert(member.user);
            note_member(member.user, member.display_name, member.avatar_url);
        }
    }
}

void MucRoom::note_member(const mapping::UserId& user, const std::string& name, const std::string& avatar_url) {
    seats_.call(user, name);
    world_.puppets.note(user, name);
    if (world_.watch != nullptr) {
        world_.watch->on_user(user, avatar_url);
    }
}

bool MucRoom::may_have_puppet(const mapping::UserId& user) const {
    return user != world_.ghosts.bot() && !world_.names.names().is_ghost(user) &&
           world_.policy.permissions.of(user) != mapping::Permission::block;
}

Task<void> MucRoom::agree_puppets() {
    const auto members = *members_;
    std::set<mapping::Jid> staying{world_.bot};
    for (const auto& user : seats_.users()) {
        if (!members.contains(user)) {
            co_await seats_.leave(user, farewells_[user]);
            farewells_.erase(user);
        }
    }
    for (const auto& user : members) {
        const auto puppet = co_await world_.names.puppet_of(user);
        staying.insert(puppet_jid(puppet));
    }
    co_await seats_.leave_others(std::move(staying));
    std::set<mapping::UserId> waiting;
    for (const auto& user : members) {
        if (!seats_.is_joined(user)) {
            waiting.insert(user);
        }
    }
    joining_ = std::move(waiting);
    puppet_figures_.begin(joining_.size());
    for (std::size_t count = 0; count < joins_at_once && count < joining_.size(); ++count) {
        joiners_.spawn(portal_.address.str() + " joins", seat_waiting());
    }
    co_await joiners_.wait();
    for (const auto& user : members) {
        co_await seats_.rename(user);
    }
}

Task<void> MucRoom::seat_waiting() {
    while (!joining_.empty() && is_in_) {
        const auto user = joining_.extract(joining_.begin()).value();
        bool met_outage = false;
        try {
            const auto place = co_await seats_.take(user);
            puppet_figures_.end_one(place.refusal ? "fail" : "success");
            const auto is_shut_out = place.refusal && moderation_.on_puppet_shut_out(user, place);
            if (is_shut_out) {
                told_unseated_.insert(user);
            } else if (place.refusal) {
                co_await tell_unseated(user, *place.refusal);
            }
        } catch (const Outage& outage) {
            log(LogPart::bridge).warn("puppet of {} cannot join: {}", user.str(), outage.what());
            met_outage = true;
        }
        if (met_outage) {
            co_await pause(first_retry);
            are_puppets_due_ = true;
        }
    }
    changed_.notify_all();
}

Task<void> MucRoom::tell_unseated(mapping::UserId user, StanzaError refusal) {
    if (told_unseated_.insert(user).second) {
        co_await notices_.tell(
            world_.ghosts.bot(), portal_.room, "unseated " + user.str() + std::to_string(world_.now()),
            user.str() + " cannot take part in " + portal_.address.str() + ": " + words_at_door(refusal) + ".");
    }
}

// Who was told of when he came may not have seen it; now he has tried.
Task<void> MucRoom::tell_unheard(mapping::UserId user, StanzaError refusal) {
    if (told_unheard_.insert(user).second) {
        co_await notices_.tell(world_.ghosts.bot(), portal_.room,
                               "unheard " + user.str() + std::to_string(world_.now()),
                               user.str() + ": your message did not get into " + portal_.address.str() + ": " +
                                   words_at_door(refusal) + ". Nobody there hears what you write here.");
    }
}

void MucRoom::foresee(const MatrixEvent& event) {
    const auto& change = std::get<MemberChange>(event.content);
    const auto was_in = world_.names.names().is_ghost(change.subject)
                            ? world_.ghosts.is_in(change.subject, portal_.room) || ghosts_.is_known(change.subject)
                            : !members_ || members_->contains(change.subject);
    // When it is tried again he is not what he was.
    const auto before =
        before_.try_emplace(event.id.str(), was_in ? RoomModeration::Before::in : RoomModeration::Before::out);
    moderation_.foresee(event, before.first->second);
    if (change.now != Membership::leave && change.now != Membership::ban) {
        return;
    }
    auto words = change.reason;
    if (event.sender != change.subject) {
        words = (change.now == Membership::ban ? "banned by " : "kicked by ") + std::string{event.sender.localpart()} +
                (words.empty() ? "" : ": " + words);
    }
    farewells_.insert_or_assign(change.subject, std::move(words));
}

Task<void> MucRoom::moderate(MatrixEvent event) {
    const Counted visit{visitors_, changed_};
    if (!is_in_ && moderation_.needs_muc(event)) {
        co_await await_in();
    }
    const auto id = event.id.str();
    const auto before = before_.at(id);
    co_await moderation_.on_member(std::move(event), before);
    before_.erase(id);
    tell_changed();
}

Task<void> MucRoom::on_ghost_invited(mapping::UserId ghost, MatrixEvent event) {
    const Counted visit{visitors_, changed_};
    if (!is_in_) {
        co_await await_in();
    }
    co_await moderation_.invitations().on_ghost_invited(std::move(ghost), std::move(event));
}

Task<void> MucRoom::invite(mapping::UserId user, mapping::Jid person, std::string key) {
    const Counted visit{visitors_, changed_};
    Invitations::Call call{std::move(user), std::move(person), std::move(key), {}};
    co_await moderation_.invitations().invite(std::move(call));
}

Task<bool> MucRoom::on_invitation(mapping::UserId user, MucInvitation invitation) {
    const Counted visit{visitors_, changed_};
    if (!may_have_puppet(user)) {
        co_return false;
    }
    co_return co_await moderation_.invitations().on_puppet_invited(std::move(user), std::move(invitation));
}

Task<void> MucRoom::on_declined(MucInvitation decline) {
    const Counted visit{visitors_, changed_};
    co_await moderation_.invitations().on_declined(std::move(decline));
}

Task<std::string> MucRoom::rights_report() {
    const Counted visit{visitors_, changed_};
    if (!is_in_) {
        co_return "The bot is not in " + portal_.address.str() + ", so it has no rights there now.";
    }
    co_return co_await moderation_.rights_report();
}

void MucRoom::on_member(const mapping::UserId& user, const MemberChange& change) {
    ++member_changes_;
    if (world_.names.names().is_ghost(user)) {
        // An invitation of ours may be told of when it has been accepted long since.
        if (change.now == Membership::join) {
            world_.ghosts.note(user, portal_.room, GhostKeeper::Presence::in);
        } else if (change.now == Membership::leave || change.now == Membership::ban) {
            world_.ghosts.note(user, portal_.room, GhostKeeper::Presence::out);
        }
        return;
    }
    if (!members_ || !may_have_puppet(user)) {
        return;
    }
    if (change.now == Membership::join) {
        note_member(user, change.display_name, change.avatar_url);
        if (members_->insert(user).second) {
            seats_.forgive(user);
            told_unseated_.erase(user);
            told_unheard_.erase(user);
        }
    } else {
        members_->erase(user);
    }
    are_puppets_due_ = true;
    changed_.notify_all();
}

Task<void> MucRoom::keep_ghosts() {
    Backoff backoff{first_retry, last_retry};
    for (;;) {
        while (!is_in_ || !seats_.is_settled()) {
            co_await changed_.wait();
        }
        are_ghosts_due_ = false;
        std::optional<std::chrono::milliseconds> next;
        try {
            next = co_await ghosts_.agree_with(roster_);
            backoff.reset();
        } catch (const Outage& outage) {
            log(LogPart::bridge).warn("ghosts of {}: {}", portal_.room.str(), outage.what());
            next = backoff.next();
        }
        if (next) {
            co_await run_until_one_ends(await_ghosts_due(), pause(*next));
        } else {
            co_await await_ghosts_due();
        }
    }
}

// Looking at all of them takes time with each occupant, so no mere message may cause it.
Task<void> MucRoom::await_ghosts_due() {
    while (!are_ghosts_due_) {
        co_await changed_.wait();
    }
}

} // namespace bascule::bridge
