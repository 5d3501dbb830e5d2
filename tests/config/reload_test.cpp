#include "config/reload.hpp"

#include "tests/config/sample.hpp"

#include <gmock/gmock.h>

namespace bascule::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ReloadTest, TheSameFileChangesNothing) {
    const auto changes = changes_between(loaded(smallest), loaded(smallest));
    EXPECT_THAT(changes.at_once, IsEmpty());
    EXPECT_THAT(changes.on_restart, IsEmpty());
}

TEST(ReloadTest, SaysWhatTakesEffectAndWhatNeedsARestart) {
    const auto read = loaded(smallest +
                                 "  nick: Chorus\n"
                                 "membership: { leave_delay: 1m }\n"
                                 "logging: { level: debug, levels: { store: error } }\n"
                                 "permissions: { \"*\": block }\n"
                                 "admin: { listen: \"127.0.0.1:1\" }\n",
                             {{"BASCULE_XMPP_SECRET", "lark"}});
    const auto changes = changes_between(loaded(smallest), read);
    EXPECT_THAT(changes.at_once,
                ElementsAre("membership.leave_delay", "logging.level", "logging.levels.store", "permissions"));
    EXPECT_THAT(changes.on_restart, ElementsAre("xmpp.secret", "xmpp.nick", "admin.listen"));
}

TEST(ReloadTest, TheRunningConfigurationTakesOverOnlyWhatTakesEffect) {
    const auto read = loaded(smallest +
                             "  nick: Chorus\n"
                             "membership: { leave_delay: 1m }\n"
                             "permissions: { \"*\": block }\n");
    const auto running = with_live_changes(loaded(smallest), read);
    EXPECT_EQ(running.leave_delay, std::chrono::minutes{1});
    EXPECT_EQ(running.permission_rules, read.permission_rules);
    EXPECT_EQ(running.xmpp.nick, "Bascule");
    EXPECT_THAT(changes_between(running, read).on_restart, ElementsAre("xmpp.nick"));
    EXPECT_THAT(changes_between(running, read).at_once, IsEmpty());
}

} // namespace
} // namespace bascule::config
