#include "bridge/app/service.hpp"

#include "bridge/app/exit_code.hpp"
#include "bridge/app/parts.hpp"
#include "bridge/app/reload.hpp"
#include "bridge/app/run_to_end.hpp"
#include "bridge/app/signals.hpp"
#include "bridge/app/stop_guard.hpp"
#include "bridge/app/systemd.hpp"
#include "bridge/app/version.hpp"
#include "bridge/async/backoff.hpp"
#include "bridge/async/race.hpp"
#include "bridge/async/signal.hpp"
#include "bridge/failure_log.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace bascule::app {

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using bridge::LogPart;

constexpr auto health_interval = 2s;
// A clean stop takes 5 s at most, all of its parts together; whatever hangs is cut short before.
constexpr auto stop_deadline = 4500ms;
constexpr auto farewell_deadline = 1500ms;
constexpr auto store_deadline = 500ms;

class Service {
public:
    /// The guard is set when the service begins to stop, and outlives it, since its end may hang too.
    Service(asio::io_context& context, config::Configuration configuration, ConfigurationSource source,
            std::optional<StopGuard>& stop_guard)
        : stop_guard_{stop_guard},
          configuration_{std::move(configuration)},
          source_{std::move(source)},
          parts_{context.get_executor(), configuration_, metrics_},
          tasks_{context.get_executor(), bridge::failure_log(LogPart::app)},
          intake_{context.get_executor(), bridge::failure_log(LogPart::app)},
          stream_{context.get_executor(), bridge::failure_log(LogPart::app)},
          signals_{context.get_executor()},
          admin_{context.get_executor(), tasks_, admin_sources()},
          never_{context.get_executor()} {
        metrics_.set("app_version", {{"version", std::string{version()}}}, 1);
    }

    bridge::Task<void> run() {
        admin_.open(configuration_.admin_listen);
        parts_.listener.open();
        parts_.media_listener.open(configuration_.media.listen.host, configuration_.media.listen.port);
        tasks_.spawn("admin listener", admin_.serve());
        tasks_.spawn("watchdog", keep_watchdog());
        tasks_.spawn("media listener", parts_.media_listener.serve());
        std::exception_ptr failure;
        try {
            co_await bridge::run_until_one_ends(obey_signals(), start());
        } catch (...) { // told by whoever ends the program, once everything has stopped
            failure = std::current_exception();
        }
        bridge::log(LogPart::app).info("stopping");
        notify_stopping();
        stop_guard_.emplace(stop_deadline);
        co_await stop();
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

private:
    // Ends only by failing, with what waiting would not mend.
    bridge::Task<void> start() {
        co_await open_store();
        is_started_ = true;
        co_await parts_.bridge.start();
        tasks_.spawn("health", watch_health());
        tasks_.spawn("name of the homeserver", compare_name());
        stream_.spawn("component", parts_.component.run());
        intake_.spawn("appservice listener", parts_.listener.run());
        intake_.spawn("homeserver watch", parts_.homeserver.watch());
        co_await never_.wait();
    }

    // With a wrong domain every name is wrong, and nothing else would say so.
    bridge::Task<void> compare_name() {
        bridge::Backoff backoff{200ms, 15s};
        for (;;) {
            try {
                const auto bot = co_await parts_.homeserver.whoami();
                const auto& domain = parts_.names.homeserver_domain();
                if (bot && bot->server() != domain) {
                    bridge::log(LogPart::app)
                        .error(
                            "homeserver.domain is {}, but the homeserver's name is {}: put that into the configuration",
                            domain, bot->server());
                }
                co_return;
            } catch (const bridge::Outage& outage) {
                bridge::log(LogPart::app).debug("the homeserver is not asked its name: {}", outage.what());
            }
            co_await bridge::pause(backoff.next());
        }
    }

    // What needs the store waits for it; until then the homeserver is told to try again, and no stanza is read.
    bridge::Task<void> open_store() {
        bridge::Backoff backoff{200ms, 5s};
        for (bool is_open = false; !is_open;) {
            try {
                co_await parts_.store.migrate();
                is_open = true;
            } catch (const bridge::Outage& outage) {
                bridge::log(LogPart::store).warn("{}", outage.what());
            }
            tell_ready();
            if (!is_open) {
                co_await bridge::pause(backoff.next());
            }
        }
    }

    // A store that is away is none of the service manager's business; one that can never be used is.
    void tell_ready() {
        if (!std::exchange(is_ready_, true)) {
            bridge::log(LogPart::app).info("bascule {} is up", version());
            notify_ready();
        }
    }

    // First nothing new is taken, then everybody takes leave, then the lines are cut.
    bridge::Task<void> stop() {
        co_await intake_.stop();
        if (is_started_) {
            co_await give_time(farewell_deadline, "farewell", parts_.bridge.stop());
        }
        co_await stream_.stop();
        co_await give_time(store_deadline, "closing the store", parts_.store.close());
        co_await tasks_.stop();
        co_await parts_.file_tasks.stop();
    }

    static bridge::Task<void> give_time(std::chrono::milliseconds deadline, std::string what, bridge::Task<void> task) {
        try {
            co_await bridge::within(deadline, std::move(what), std::move(task));
        } catch (const bridge::Outage& outage) {
            bridge::log(LogPart::app).warn("{}", outage.what());
        }
    }

    // Returns when asked to stop.
    bridge::Task<void> obey_signals() {
        for (;;) {
            // Named before it is compared: g++ 12 makes a trap of an await in a loop's condition.
            const auto wish = co_await signals_.next();
            if (wish == SignalWish::stop) {
                co_return;
            }
            reload();
        }
    }

    void reload() {
        if (is_ready_) {
            notify_reloading();
        }
        configuration_ = reloaded(std::move(configuration_), source_, metrics_);
        parts_.policy.permissions = configuration_.permissions;
        parts_.policy.leave_delay = configuration_.leave_delay;
        parts_.policy.power_from_muc = configuration_.moderation.power_from_muc;
        parts_.policy.affiliation_from_power = configuration_.moderation.affiliation_from_power;
        parts_.policy.most_shown = configuration_.most_shown;
        parts_.policy.shows_presence_to_matrix = configuration_.presence.to_matrix;
        parts_.policy.shows_presence_to_xmpp = configuration_.presence.to_xmpp;
        parts_.policy.portals = configuration_.portals;
        if (is_ready_) {
            notify_ready();
        }
    }

    bridge::Task<void> watch_health() {
        for (;;) {
            try {
                co_await parts_.bridge.report();
                store_trouble_.clear();
            } catch (const bridge::Outage& outage) {
                store_trouble_ = outage.what();
            }
            metrics_.set("store_reachable", {}, store_trouble_.empty() ? 1 : 0);
            metrics_.set("matrix_homeserver_reachable", {}, parts_.homeserver.is_reachable() ? 1 : 0);
            co_await bridge::pause(health_interval);
        }
    }

    AdminSources admin_sources() {
        return {.metrics = [this] { return metrics_.text(); }, .health = [this] { return health(); }};
    }

    std::vector<PartHealth> health() const {
        const auto is_homeserver_well = parts_.homeserver.is_reachable();
        const auto is_component_well = parts_.component.is_connected();
        return {{"store", store_trouble_.empty(), store_trouble_.empty() ? "answers" : store_trouble_},
                {"homeserver", is_homeserver_well, is_homeserver_well ? "answers" : "does not answer"},
                {"component", is_component_well, is_component_well ? "connected" : "not connected"}};
    }

    std::optional<StopGuard>& stop_guard_;
    config::Configuration configuration_;
    ConfigurationSource source_;
    PrometheusMetrics metrics_;
    Parts parts_;
    bridge::TaskGroup tasks_;
    bridge::TaskGroup intake_;
    bridge::TaskGroup stream_;
    Signals signals_;
    AdminListener admin_;
    bridge::Signal never_;
    bool is_ready_ = false;   // the service manager has been told so
    bool is_started_ = false; // the store is open, and somebody may be there to take leave of
    std::string store_trouble_ = "not opened yet";
};

} // namespace

int run_service(config::Configuration configuration, const ConfigurationSource& source) {
    std::optional<StopGuard> stop_guard; // ends last: the io_context's end waits for names that are looked up
    asio::io_context context{1};
    Service service{context, std::move(configuration), source, stop_guard};
    run_to_end(context, service.run());
    return exit_ok;
}

} // namespace bascule::app
