#include "bridge/app/metrics.hpp"

namespace bascule::app {

namespace {

const std::vector<double> request_buckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
const std::vector<double> latency_buckets{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3600};

using enum MetricKind;

// The first block has names that dashboards of other bridges know.
const std::vector<Metric> table{
    {"matrix_request_seconds", histogram, "From a Matrix event's arrival to its outcome, by outcome", request_buckets},
    {"remote_request_seconds", histogram, "From a request to the XMPP side to its answer, by kind of request",
     request_buckets},
    {"matrix_api_calls", counter, "Requests to the homeserver, by method", {}},
    {"matrix_api_calls_failed", counter, "Requests to the homeserver that failed, by method", {}},
    {"matrix_ghosts", gauge, "XMPP people who are in a bridged MUC, each with a ghost", {}},
    {"remote_ghosts", gauge, "Matrix people whose puppet is in a MUC", {}},
    {"matrix_configured_rooms", gauge, "Matrix rooms that are bridged", {}},
    {"remote_configured_rooms", gauge, "MUCs that are bridged", {}},
    {"matrix_rooms_by_age", gauge, "Matrix rooms by the age of their last message", {}},
    {"remote_rooms_by_age", gauge, "MUCs by the age of their last message", {}},
    {"matrix_users_by_age", gauge, "Matrix people by the age of their last message", {}},
    {"remote_users_by_age", gauge, "XMPP people by the age of their last message", {}},
    {"remote_monthly_active_users", gauge, "XMPP people who spoke in the last 30 days", {}},
    {"hosted_rooms", gauge, "Matrix rooms that XMPP people are in by way of our component", {}},
    {"hosted_occupants", gauge, "Sessions of XMPP people in such rooms", {}},
    {"hosted_joins_total", counter, "Requests to enter such a room, by outcome", {}},
    {"membershipqueue_pending", gauge, "Joins and leaves that wait", {}},
    {"membershipqueue_processed", counter, "Joins and leaves that were carried out, by outcome", {}},
    {"membershipqueue_lastage", gauge, "Seconds that the last join or leave had waited", {}},
    {"app_version", gauge, "1, with the version as label", {}},

    {"bridge_messages_total", counter, "Messages by direction, type and result", {}},
    {"bridge_latency_seconds", histogram, "From a message's arrival to its delivery, by direction", latency_buckets},
    {"bridge_journal_pending", gauge, "Journal entries that wait for delivery", {}},
    {"bridge_journal_parked", gauge, "Journal entries that were set aside as undeliverable", {}},
    {"bridge_oldest_pending_seconds", gauge, "Age of the oldest journal entry that waits", {}},
    {"bridge_dedupe_hits_total", counter, "Arrivals that were known already, by direction", {}},
    {"bridge_config_reload_success", gauge, "1 where the last reading of the configuration went well, else 0", {}},
    {"xmpp_component_connected", gauge, "1 while the component stream is up, else 0", {}},
    {"xmpp_component_reconnects_total", counter, "Component streams that were opened", {}},
    {"bridge_outbox_depth", gauge, "Stanzas that wait to be written to the component stream", {}},
    {"matrix_homeserver_reachable", gauge, "1 while the homeserver answers, else 0", {}},
    {"matrix_api_seconds", histogram, "From a request to the homeserver to its answer, by method", request_buckets},
    {"matrix_api_waiting", gauge, "Requests that wait for a connection to the homeserver", {}},
    {"matrix_events_left_out_total", counter, "Events that a homeserver pushed and that are none, by cause", {}},
    {"matrix_listener_connections", gauge, "Connections of the homeserver to the appservice listener", {}},
    {"store_reachable", gauge, "1 while the database answers, else 0", {}},
};

} // namespace

std::span<const Metric> metrics() {
    return table;
}

} // namespace bascule::app
