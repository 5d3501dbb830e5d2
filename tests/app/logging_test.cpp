#include "bridge/app/logging.hpp"

#include "bridge/log.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <memory>
#include <sstream>

namespace bascule::app {
namespace {

// What comes from a peer must not be able to forge a line, nor to command a terminal.
TEST(OneLineTest, ControlCharactersAreEscaped) {
    EXPECT_EQ(one_line("a\nb\x1b[2J\x7f\t"), "a\\x0ab\\x1b[2J\\x7f\\x09");
    EXPECT_EQ(one_line("Rom\xc3\xa9o"), "Rom\xc3\xa9o");
}

class LoggingTest : public testing::Test {
protected:
    LoggingTest() : before_{logger().sinks()} {
        logger().sinks() = {std::make_shared<spdlog::sinks::ostream_sink_mt>(written)};
    }
    ~LoggingTest() override { logger().sinks() = before_; }

    static spdlog::logger& logger() { return bridge::log(bridge::LogPart::xmpp); }

    std::ostringstream written;

private:
    std::vector<spdlog::sink_ptr> before_;
};

TEST_F(LoggingTest, TheJournalIsToldTheLevelByItsPrefix) {
    set_log_levels({});
    set_log_style(LogStyle::journal);
    logger().warn("a\nb");
    logger().info("c");
    EXPECT_EQ(written.str(), "<4>xmpp: a\\x0ab\n<6>xmpp: c\n");
}

TEST_F(LoggingTest, ALineHasItsTimeLevelAndPart) {
    set_log_levels({});
    set_log_style(LogStyle::timed);
    logger().error("gone");
    EXPECT_EQ(written.str().substr(written.str().find(' ')), " error xmpp: gone\n");
}

TEST_F(LoggingTest, APartHasItsOwnLevelElseTheCommonOne) {
    set_log_style(LogStyle::journal);
    config::LoggingSettings settings;
    settings.level = config::LogLevel::error;
    set_log_levels(settings);
    logger().warn("unheard");
    settings.xmpp = config::LogLevel::debug;
    set_log_levels(settings);
    logger().debug("heard");
    EXPECT_EQ(written.str(), "<7>xmpp: heard\n");
    silence_logging();
    logger().critical("unheard");
    EXPECT_EQ(written.str(), "<7>xmpp: heard\n");
}

} // namespace
} // namespace bascule::app
