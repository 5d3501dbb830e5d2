#include "tests/samples.hpp"
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

namespace bascule::store {
namespace {

using bridge::Side;
using samples::event;
using testing::IsEmpty;
using testing::SizeIs;

const auto garden = samples::jid("garden@muc.capulet.example");
const auto verona = samples::room("!verona:montague.example");

class TraceTest : public StoreTest {
protected:
    void remember(const std::string& event_id, const std::string& message_id, const std::string& stanza_id) {
        std::vector<bridge::MessageLink> links{
            {verona, event(event_id), "@romeo:montague.example", message_id, "", stanza_id, garden, 1'000}};
        run(store->message_links().remember(std::move(links)));
    }
    std::int64_t append(Side side, const std::string& queue, const std::string& key) {
        bridge::JournalCommit commit;
        commit.entries.push_back({{{side, queue}, key}, "payload", "", 5'000});
        return get(store->journal().commit(std::move(commit))).at(0).id;
    }
    bridge::Trace trace(const std::string& id) { return get(store->tracer().trace(id)); }
};

TEST_P(TraceTest, AMessageIsFoundByEachOfItsIds) {
    remember("$rose", "m1", "s1");
    remember("$lily", "m2", "s2");
    for (const auto* const id : {"$rose", "m1", "s1"}) {
        const auto found = trace(id);
        ASSERT_THAT(found.links, SizeIs(1)) << id;
        EXPECT_EQ(found.links[0].event, event("$rose"));
    }
    EXPECT_THAT(trace("s3").links, IsEmpty());
    EXPECT_THAT(trace("").links, IsEmpty());
}

TEST_P(TraceTest, WhatIsParkedSaysWhy) {
    const auto row = append(Side::xmpp, "juliet@capulet.example romeo", "m1-of-juliet 123");
    run(store->journal().park(row, "blocked"));
    append(Side::matrix, "!verona:montague.example", "$rose");
    const auto found = trace("m1-of-juliet");
    ASSERT_THAT(found.rows, SizeIs(1));
    EXPECT_EQ(found.rows[0].source, "xmpp");
    EXPECT_EQ(found.rows[0].queue, "juliet@capulet.example romeo");
    EXPECT_EQ(found.rows[0].state, "parked");
    EXPECT_EQ(found.rows[0].reason, "blocked");
    EXPECT_EQ(found.rows[0].arrived_ms, 5'000);
    ASSERT_THAT(trace("$rose").rows, SizeIs(1));
    EXPECT_EQ(trace("$rose").rows[0].state, "pending");
    EXPECT_THAT(trace("%").rows, IsEmpty()) << "an id is no pattern";
}

BASCULE_ON_BOTH_ENGINES(TraceTest);

} // namespace
} // namespace bascule::store
