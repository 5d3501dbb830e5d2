#include "bridge/async/chores.hpp"

#include "bridge/async/task_group.hpp"
#include "bridge/ports/outage.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

class ChoresTest : public testing::Test {
protected:
    ChoresTest() { tasks.spawn("chores", chores.run()); }

    void add(const std::string& name, const std::string& deed) {
        chores.add(name, [this, deed]() -> Task<void> {
            done.push_back(deed);
            co_return;
        });
    }
    void let_run() {
        context.restart();
        context.poll();
    }

    boost::asio::io_context context;
    Chores chores{context.get_executor()};
    TaskGroup tasks{context.get_executor(), [](const std::string&, const std::exception_ptr&) {}};
    std::vector<std::string> done;
};

TEST_F(ChoresTest, AreDoneInOrderAndOfOneNameOnlyTheLast) {
    add("subject", "Verona");
    add("name", "Garden");
    add("subject", "Mantua");
    let_run();
    EXPECT_EQ(done, (std::vector<std::string>{"Mantua", "Garden"}));
    EXPECT_EQ(chores.size(), 0U);
}

TEST_F(ChoresTest, OneThatFailsKeepsNoOtherBack) {
    chores.add("fault", []() -> Task<void> {
        throw std::runtime_error{"a fault"};
        co_return;
    });
    add("name", "Garden");
    let_run();
    EXPECT_EQ(done, std::vector<std::string>{"Garden"});
}

TEST_F(ChoresTest, OneThatMeetsAnOutageIsTriedAgainBeforeTheOthers) {
    int tries = 0;
    chores.add("outage", [&]() -> Task<void> {
        if (++tries == 1) {
            throw Outage{"away"};
        }
        done.emplace_back("outage");
        co_return;
    });
    add("name", "Garden");
    while (done.size() < 2) {
        context.restart();
        context.run_one();
    }
    EXPECT_EQ(done, (std::vector<std::string>{"outage", "Garden"}));
}

} // namespace
} // namespace bascule::bridge
