// The part of Bridge that keeps up with the homeserver and the store while it runs.
#include "bridge/async/until_done.hpp"
#include "bridge/bridge.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <chrono>
#include <utility>

namespace bascule::bridge {

namespace {

// How long a finished row's key is remembered: longer than a homeserver keeps repeating a transaction.
constexpr auto memory_of_rows = std::chrono::hours{72};
constexpr auto memory_of_notices = std::chrono::hours{48};
constexpr auto prune_interval = std::chrono::minutes{10};

} // namespace

void Bridge::on_homeserver_back() {
    lost_events_.on_back();
    tasks_.spawn("homeserver is back", greet_homeserver());
}

// The ping makes it send at once what it holds for us (MSC2659); before that is delivered, what it lost is looked for.
Task<void> Bridge::greet_homeserver() {
    const auto ping = [this] { return ping_homeserver(); };
    co_await until_done("ping of the homeserver", ping);
    co_await sweep();
}

void Bridge::on_gap() {
    lost_events_.on_gap();
    tasks_.spawn("search for lost events", sweep());
}

Task<void> Bridge::sweep() {
    const auto sweep_all = [this] { return lost_events_.sweep(); };
    co_await until_done("search for lost events", sweep_all);
}

Task<void> Bridge::ping_homeserver() {
    const auto answered = co_await sides_.homeserver.ping();
    if (!answered) {
        log(LogPart::bridge)
            .warn("the homeserver cannot reach us: {} {}", answered.error().errcode, answered.error().reason);
    }
}

Task<void> Bridge::load_portals() {
    for (auto& portal : co_await store_.portals.all()) {
        const auto has_muc = portal.kind == PortalKind::plumbed || portal.kind == PortalKind::portal;
        if (has_muc && mucs_.find(portal.room) == nullptr) {
            mucs_.add(std::move(portal), false);
        }
    }
}

Task<void> Bridge::prune() {
    for (;;) {
        co_await pause(prune_interval);
        try {
            co_await store_.told.forget(now_() - std::chrono::milliseconds{memory_of_notices}.count());
            const auto gone = co_await store_.journal.prune(now_() - std::chrono::milliseconds{memory_of_rows}.count());
            log(LogPart::bridge).debug("forgot {} old journal rows", gone);
        } catch (const Outage& outage) {
            log(LogPart::bridge).info("cannot prune the journal: {}", outage.what());
        }
    }
}

Task<void> Bridge::report() {
    const auto figures = co_await store_.journal.figures();
    metrics_.set("bridge_journal_pending", {}, static_cast<double>(figures.pending));
    metrics_.set("bridge_journal_parked", {}, static_cast<double>(figures.parked));
    const auto age_ms = figures.oldest_pending_ms == 0 ? 0 : now_() - figures.oldest_pending_ms;
    metrics_.set("bridge_oldest_pending_seconds", {}, static_cast<double>(age_ms) / 1000.0);
    const auto portals = co_await store_.portals.all();
    metrics_.set("matrix_configured_rooms", {}, static_cast<double>(portals.size()));
    std::size_t puppets = 0;
    std::size_t occupants = 0;
    std::size_t waiting = 0;
    for (const auto* room : mucs_.all()) {
        const auto status = room->status();
        puppets += status.puppets;
        occupants += status.occupants;
        waiting += status.waiting;
    }
    metrics_.set("remote_configured_rooms", {}, static_cast<double>(mucs_.all().size()));
    metrics_.set("remote_ghosts", {}, static_cast<double>(puppets));
    metrics_.set("matrix_ghosts", {}, static_cast<double>(occupants));
    metrics_.set("membershipqueue_pending", {}, static_cast<double>(waiting));
    metrics_.set("hosted_rooms", {}, static_cast<double>(hosted_.open_rooms()));
    metrics_.set("hosted_occupants", {}, static_cast<double>(hosted_.sessions()));
    co_await activity_.report(metrics_);
}

} // namespace bascule::bridge
