#include "bridge/intake/matrix_intake.hpp"

#include "bridge/commands/commander.hpp"
#include "bridge/direction.hpp"
#include "mapping/jid_escape.hpp"

#include <set>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr auto command_queue_suffix = " commands";

} // namespace

Task<void> MatrixIntake::on_events(std::vector<ArrivedEvent> events) {
    JournalCommit commit;
    for (const auto& event : events) {
        if (auto entry = entry_of(event)) {
            commit.entries.push_back(std::move(*entry));
        }
    }
    if (commit.entries.empty()) {
        co_return;
    }
    const auto turn = co_await pause_commits();
    const auto offered = commit.entries.size();
    std::set<QueueName> queues;
    for (const auto& entry : commit.entries) {
        queues.insert(entry.key.queue);
    }
    const auto fresh = co_await ports_.journal.commit(std::move(commit));
    if (fresh.size() < offered) {
        ports_.metrics.add("bridge_dedupe_hits_total", {{"direction", direction_of(Side::matrix)}},
                           static_cast<double>(offered - fresh.size()));
    }
    // Also where nothing is new: an earlier commit may have taken effect and its answer been lost.
    for (const auto& queue : queues) {
        ports_.wake(queue);
    }
}

std::optional<JournalEntry> MatrixIntake::entry_of(const ArrivedEvent& event) const {
    JournalEntry entry{{{Side::matrix, event.room.str()}, event.id.str()}, event.json, {}, ports_.now()};
    const auto decoded = ports_.codec.decode(event.json);
    if (!decoded) {
        return entry; // parked with its reason when its turn comes, where somebody can look at it
    }
    const auto is_ours = decoded->sender == ghosts_.bot() || ports_.names.names().is_ghost(decoded->sender);
    const auto* const change = std::get_if<MemberChange>(&decoded->content);
    const auto is_own_doing = is_ours && (change == nullptr || change->subject == decoded->sender);
    const auto is_end = change != nullptr && change->subject == ghosts_.bot() && change->now != Membership::join &&
                        change->now != Membership::invite;
    if (is_own_doing && change != nullptr && change->now == Membership::join) {
        ghosts_.check_name_in(decoded->room, change->subject, change->display_name);
    }
    const bool is_hosted = ports_.is_hosted && ports_.is_hosted(event.room);
    const auto* const other = std::get_if<OtherEvent>(&decoded->content);
    if ((is_own_doing && !is_end && !is_hosted) || (other != nullptr && other->body.empty())) {
        return std::nullopt;
    }
    const auto* const message = std::get_if<mapping::Message>(&decoded->content);
    if (is_end || (message != nullptr && Commander::is_command(*message))) {
        entry.key.queue.name += command_queue_suffix; // they must not wait behind what cannot cross
    }
    return entry;
}

Task<bool> MatrixIntake::provide_user(mapping::UserId user) {
    const auto jid = co_await ports_.names.jid_of(user);
    if (!jid || !jid->is_bare() || jid->local().empty()) {
        co_return false;
    }
    auto name = mapping::jid_unescape(jid->local()).value_or(std::string{jid->local()});
    co_await ghosts_.provide(std::move(user), std::move(name));
    co_return true;
}

Task<bool> MatrixIntake::provide_alias(mapping::RoomAlias alias) {
    if (!ports_.provide_alias) {
        co_return false;
    }
    co_return co_await ports_.provide_alias(std::move(alias));
}

} // namespace bascule::bridge
