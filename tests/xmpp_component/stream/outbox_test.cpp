#include "xmpp_component/stream/outbox.hpp"

#include "bridge/ports/outage.hpp"
#include "tests/xmpp_component/fakes.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <list>
#include <map>

namespace bascule::xmpp {
namespace {

class Gauges final : public bridge::Metrics {
public:
    void add(std::string_view, const bridge::Labels&, double) override {}
    void set(std::string_view gauge, const bridge::Labels&, double value) override {
        values[std::string{gauge}] = value;
    }
    void observe(std::string_view, const bridge::Labels&, double) override {}
    std::map<std::string, double> values;
};

class OutboxTest : public testing::Test {
protected:
    struct Sender {
        bool is_done = false;
        std::exception_ptr failure;
    };

    Sender& put(std::string stanza) {
        auto& sender = senders.emplace_back();
        boost::asio::co_spawn(context, outbox.put(std::move(stanza)), [&sender](std::exception_ptr failure) {
            sender.is_done = true;
            sender.failure = std::move(failure);
        });
        settle(context);
        return sender;
    }

    boost::asio::io_context context;
    Gauges gauges;
    Outbox outbox{context.get_executor(), gauges, 10};
    std::list<Sender> senders;
};

TEST_F(OutboxTest, KeepsTheOrderOfTheCallsAndTellsItsDepth) {
    outbox.open();
    put("<a/>");
    put("<b/>");
    EXPECT_EQ(gauges.values["bridge_outbox_depth"], 2);
    EXPECT_EQ(outbox.take_rest(), "<a/><b/>");
    EXPECT_EQ(gauges.values["bridge_outbox_depth"], 0);
}

// Expat looks at an incomplete tag again only when twice as much of it, and of what follows, is there.
TEST_F(OutboxTest, BehindEachWriteIsAsMuchWhiteSpaceAsItsLongestTagHas) {
    using boost::asio::ip::tcp;
    tcp::acceptor acceptor{context, {boost::asio::ip::address_v4::loopback(), 0}};
    tcp::socket near{context};
    near.connect(acceptor.local_endpoint());
    auto far = acceptor.accept();
    outbox.open();
    boost::asio::co_spawn(context, outbox.write_to(near), [](std::exception_ptr) {});
    put("<a b='1'>xxxxxxxxxxxxxx</a><c/>");
    const std::string expected = "<a b='1'>xxxxxxxxxxxxxx</a><c/>" + std::string(9, ' ');
    std::string read(expected.size(), '\0');
    boost::asio::read(far, boost::asio::buffer(read));
    EXPECT_EQ(read, expected);
    near.close();
    settle(context);
}

TEST_F(OutboxTest, WhoFillsItWaitsForRoom) {
    outbox.open();
    EXPECT_TRUE(put("<a/>").is_done);
    const auto& waiting = put("<bbbbbbbb/>");
    const auto& later = put("<c/>");
    EXPECT_FALSE(waiting.is_done || later.is_done);
    outbox.close();
    settle(context);
    EXPECT_TRUE(waiting.failure && later.failure);
}

TEST_F(OutboxTest, WithoutAStreamNothingIsTaken) {
    EXPECT_THROW(std::rethrow_exception(put("<a/>").failure), bridge::Outage);
    outbox.open();
    put("<a/>");
    outbox.close();
    EXPECT_EQ(outbox.take_rest(), "");
    EXPECT_TRUE(put("<a/>").failure);
}

TEST_F(OutboxTest, WhoWaitsIsNotTakenForASenderOfTheNextStream) {
    outbox.open();
    const auto& waiting = put("<aaaaaaaaaaaa/>");
    outbox.close();
    outbox.open();
    settle(context);
    EXPECT_TRUE(waiting.failure);
}

} // namespace
} // namespace bascule::xmpp
