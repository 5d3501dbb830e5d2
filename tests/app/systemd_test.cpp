#include "bridge/app/systemd.hpp"

#include "bridge/app/run_to_end.hpp"
#include "bridge/async/race.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace bascule::app {
namespace {

namespace asio = boost::asio;
using asio::local::datagram_protocol;

// Plays the service manager: a socket that NOTIFY_SOCKET names (sd_notify(3)).
class SystemdTest : public testing::Test {
protected:
    SystemdTest() { ::setenv("NOTIFY_SOCKET", path.c_str(), 1); }
    ~SystemdTest() override {
        for (const auto* variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) {
            ::unsetenv(variable);
        }
        std::filesystem::remove(path);
    }

    std::string told() {
        std::array<char, 256> bytes{};
        return {bytes.data(), manager.receive(asio::buffer(bytes))};
    }

    bridge::Task<void> hear(int messages) {
        std::array<char, 256> bytes{};
        for (int heard = 0; heard < messages; ++heard) {
            const auto size = co_await manager.async_receive(asio::buffer(bytes), asio::use_awaitable);
            EXPECT_EQ(std::string(bytes.data(), size), "WATCHDOG=1");
        }
    }

    const std::string path =
        std::filesystem::temp_directory_path() / ("bascule-notify-" + std::to_string(::getpid()) + ".sock");
    asio::io_context context{1};
    datagram_protocol::socket manager{context, datagram_protocol::endpoint{path}};
};

TEST_F(SystemdTest, IsToldEachStateOfTheService) {
    notify_ready();
    EXPECT_EQ(told(), "READY=1");
    notify_reloading();
    EXPECT_THAT(told(), testing::MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
    notify_stopping();
    EXPECT_EQ(told(), "STOPPING=1");
}

TEST_F(SystemdTest, TheWatchdogIsFedForAsLongAsTheContextTurns) {
    ::setenv("WATCHDOG_USEC", "2000", 1);
    run_to_end(context, bridge::run_until_one_ends(keep_watchdog(), hear(3)));
}

TEST_F(SystemdTest, WithoutAWatchdogNothingIsFed) {
    run_to_end(context, keep_watchdog());
}

} // namespace
} // namespace bascule::app
