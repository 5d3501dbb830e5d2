#include "bridge/app/service.hpp"

#include "bridge/app/admin_listener.hpp"
#include "bridge/app/exit_code.hpp"
#include "bridge/app/metrics.hpp"
#include "bridge/app/reload.hpp"
#include "bridge/app/run_to_end.hpp"
#include "bridge/app/signals.hpp"
#include "bridge/app/systemd.hpp"
#include "bridge/app/version.hpp"
#include "bridge/async/task_group.hpp"
#include "bridge/log.hpp"

#include <boost/asio/io_context.hpp>

#include <exception>
#include <string>
#include <utility>

namespace bascule::app {

namespace {

namespace asio = boost::asio;
using bridge::LogPart;

void tell_failure(const std::string& name, const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        bridge::log(LogPart::app).error("{}: {}", name, error.what());
    }
}

class Service {
public:
    Service(asio::io_context& context, config::Configuration configuration, ConfigurationSource source)
        : configuration_{std::move(configuration)},
          source_{std::move(source)},
          tasks_{context.get_executor(), tell_failure},
          signals_{context.get_executor()},
          admin_{context.get_executor(), tasks_, admin_sources()} {
        metrics_.set("app_version", {{"version", std::string{version()}}}, 1);
    }

    bridge::Task<void> run() {
        admin_.open(configuration_.admin_listen);
        tasks_.spawn("admin listener", admin_.serve());
        tasks_.spawn("watchdog", keep_watchdog());
        bridge::log(LogPart::app).info("bascule {} is up", version());
        notify_ready();
        co_await obey_signals();
        bridge::log(LogPart::app).info("stopping");
        notify_stopping();
        co_await tasks_.stop();
    }

private:
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

    AdminSources admin_sources() {
        return {.metrics = [this] { return metrics_.text(); }, .health = [] { return std::vector<PartHealth>{}; }};
    }

    void reload() {
        notify_reloading();
        configuration_ = reloaded(std::move(configuration_), source_, metrics_);
        notify_ready();
    }

    config::Configuration configuration_;
    ConfigurationSource source_;
    PrometheusMetrics metrics_;
    bridge::TaskGroup tasks_;
    Signals signals_;
    AdminListener admin_;
};

} // namespace

int run_service(config::Configuration configuration, const ConfigurationSource& source) {
    asio::io_context context{1};
    Service service{context, std::move(configuration), source};
    run_to_end(context, service.run());
    return exit_ok;
}

} // namespace bascule::app
