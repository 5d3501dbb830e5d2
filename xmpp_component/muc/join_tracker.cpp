#include "xmpp_component/muc/join_tracker.hpp"

#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/digest.hpp"
#include "xmpp_component/iq/caps.hpp"
#include "xmpp_component/scope_exit.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <iterator>
#include <utility>

namespace bascule::xmpp {

namespace {

constexpr int self_presence = 110;
constexpr int room_created = 201;

bridge::JoinOutcome failed(bridge::StanzaError error) {
    bridge::JoinOutcome outcome;
    outcome.error = std::move(error);
    return outcome;
}

// XEP-0045 §10.9. The answer says nothing new: a room that cannot be destroyed ends with its last occupant.
pugi::xml_document encode_destruction(const mapping::Jid& owner, const mapping::Jid& room) {
    auto iq = make_stanza("iq", "set", owner, room, random_id());
    add(add(iq.document_element(), "query", ns::muc_owner), "destroy");
    return iq;
}

} // namespace

JoinTracker::JoinTracker(boost::asio::any_io_executor executor, StanzaSink& sink, ReadingClock& clock,
                         bridge::Metrics& metrics, std::chrono::milliseconds deadline)
    : executor_{std::move(executor)}, sink_{sink}, clock_{clock}, metrics_{metrics}, deadline_{deadline} {}

bridge::Task<bridge::JoinOutcome> JoinTracker::join(bridge::JoinRequest request) {
    co_return co_await carry_out(std::move(request), std::string{});
}

bridge::Task<bridge::JoinOutcome> JoinTracker::change_nick(bridge::JoinRequest request, std::string old_nick) {
    co_return co_await carry_out(std::move(request), std::move(old_nick));
}

bridge::Task<bridge::JoinOutcome> JoinTracker::carry_out(bridge::JoinRequest request, std::string old_nick) {
    const auto seat = request.room.with_resource(request.nick);
    if (!seat) {
        co_return failed(stanza_error("jid-malformed", seat.error().reason));
    }
    pending_.push_back(Pending{request.occupant, request.room.bare(), random_id(), old_nick, false,
                               Expectation<bridge::JoinOutcome>{executor_}});
    const auto entry = std::prev(pending_.end());
    const ScopeExit forget{[this, entry] { pending_.erase(entry); }};
    const auto began = std::chrono::steady_clock::now();
    const auto stanza = old_nick.empty() ? encode_join(request, *seat, entry->id, puppet_caps())
                                         : encode_nick_change(request, *seat, entry->id, puppet_caps());
    co_await sink_.send(stanza);
    auto outcome = co_await entry->outcome.get(clock_, deadline_, "joining " + request.room.str());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    metrics_.observe("remote_request_seconds", {{"request", "join"}}, took.count());
    if (entry->has_created_room) {
        co_await leave_no_room(request, outcome.nick);
        outcome = failed(stanza_error("item-not-found", {}));
    }
    co_return outcome;
}

// XEP-0045 §10.1: who joins a room that is not there becomes its owner. Nobody has asked for that.
bridge::Task<void> JoinTracker::leave_no_room(const bridge::JoinRequest& request, std::string nick) {
    const auto destruction = encode_destruction(request.occupant, request.room);
    co_await sink_.send(destruction);
    const auto seat = request.room.with_resource(nick).value();
    const bridge::OutgoingPresence farewell{
        .from = request.occupant, .to = seat, .kind = bridge::PresenceKind::unavailable, .nick = {}, .status = {}};
    const auto leave = encode(farewell, {});
    co_await sink_.send(leave);
}

void JoinTracker::notice(const bridge::OccupantPresence& presence) {
    // An unavailable one belongs to an earlier stay.
    if (!presence.is_available || !presence.has_status(self_presence)) {
        return;
    }
    for (auto& pending : pending_) {
        const bool is_old = !pending.old_nick.empty() && pending.old_nick == presence.head.from.resource();
        if (pending.occupant == presence.head.to && pending.room == presence.head.from.bare() && !is_old) {
            pending.has_created_room = presence.has_status(room_created);
            bridge::JoinOutcome outcome;
            outcome.nick = presence.head.from.resource();
            outcome.occupant_id = presence.occupant_id;
            pending.outcome.fulfil(std::move(outcome));
        }
    }
}

bool JoinTracker::notice(const bridge::PresenceError& error) {
    bool is_awaited = false;
    for (auto& pending : pending_) {
        const bool is_its_seat = pending.occupant == error.head.to && pending.room == error.head.from.bare();
        const bool is_its_id = error.head.id.empty() || error.head.id == pending.id;
        if (is_its_seat && is_its_id) {
            pending.outcome.fulfil(failed(error.error));
            is_awaited = true;
        }
    }
    return is_awaited;
}

void JoinTracker::give_up_all() {
    for (auto& pending : pending_) {
        pending.outcome.give_up("the connection to the XMPP server broke");
    }
}

} // namespace bascule::xmpp
