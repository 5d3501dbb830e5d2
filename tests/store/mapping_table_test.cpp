#include "tests/samples.hpp"
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace bascule::store {
namespace {

using mapping::Action;
using mapping::Direction;
using mapping::Feature;
using mapping::FeatureRule;
using mapping::Scope;
using mapping::ScopeKind;
using testing::IsEmpty;
using testing::SizeIs;

const mapping::Peer garden{"garden@muc.capulet.example", "muc.capulet.example"};

class MappingTableTest : public StoreTest {
protected:
    Action reaction_for(const mapping::Peer& peer) {
        return get(store->mapping().table()).decide(Feature::reaction, Direction::matrix_to_xmpp, peer).action;
    }
    // As another process does.
    void run_sql(const std::string& sql) {
        const auto other = open();
        std::exception_ptr refusal;
        try {
            get(other->query(sql, std::vector<Value>()));
        } catch (const SqlError&) {
            refusal = std::current_exception();
        }
        run(other->close());
        if (refusal) {
            std::rethrow_exception(refusal);
        }
    }
    void set(FeatureRule rule, const std::string& who = "@nurse:montague.example") {
        run(store->mapping().set(std::move(rule), who));
    }
};

TEST_P(MappingTableTest, ARuleIsInForceAtOnceAndGoneAfterReset) {
    const auto shipped = reaction_for(garden);
    const Scope scope{ScopeKind::portal, garden.address};
    set({Feature::reaction, Direction::matrix_to_xmpp, scope, Action::text, "{sender}: {emoji}"});
    EXPECT_EQ(reaction_for(garden), Action::text);
    EXPECT_EQ(reaction_for({"hall@muc.capulet.example", garden.domain}), shipped);
    EXPECT_TRUE(get(store->mapping().reset(Feature::reaction, Direction::matrix_to_xmpp, scope, "@nurse:x.example")));
    EXPECT_EQ(reaction_for(garden), shipped);
    EXPECT_FALSE(get(store->mapping().reset(Feature::reaction, Direction::matrix_to_xmpp, scope, "@nurse:x.example")));
}

TEST_P(MappingTableTest, EveryChangeIsAudited) {
    const FeatureRule rule{Feature::thread, Direction::xmpp_to_matrix, {}, Action::drop, ""};
    set(rule, "@nurse:montague.example");
    set(rule, "@peter:montague.example"); // is so already
    auto other = rule;
    other.action = Action::text;
    set(other, "friar@capulet.example");
    EXPECT_TRUE(get(store->mapping().reset(rule.feature, rule.direction, rule.scope, "@nurse:montague.example")));
    const auto changes = get(store->mapping().changes(10));
    ASSERT_THAT(changes, SizeIs(3));
    EXPECT_EQ(changes[2].who, "@nurse:montague.example");
    EXPECT_EQ(changes[2].action_before, "");
    EXPECT_EQ(changes[2].action, "drop");
    EXPECT_EQ(changes[1].who, "friar@capulet.example");
    EXPECT_EQ(changes[1].action_before, "drop");
    EXPECT_EQ(changes[1].action, "text");
    EXPECT_EQ(changes[1].scope, "default");
    EXPECT_EQ(changes[0].who, "@nurse:montague.example");
    EXPECT_EQ(changes[0].action, "");
    EXPECT_GT(changes[0].at_ms, 1'700'000'000'000);
    EXPECT_THAT(get(store->mapping().changes(1)), SizeIs(1));
}

TEST_P(MappingTableTest, WhatIsWrittenBySqlCountsAndIsAudited) {
    run_sql("INSERT INTO feature_mapping (feature, direction, action) VALUES ('reaction', 'matrix_to_xmpp', 'drop')");
    EXPECT_EQ(reaction_for(garden), Action::drop);
    run_sql("UPDATE feature_mapping SET action = 'reject'");
    EXPECT_EQ(reaction_for(garden), Action::reject);
    const auto changes = get(store->mapping().changes(10));
    ASSERT_THAT(changes, SizeIs(2));
    EXPECT_EQ(changes[0].action_before, "drop");
    EXPECT_FALSE(changes[0].who.empty());
    run_sql("DELETE FROM feature_mapping");
    EXPECT_EQ(get(store->mapping().changes(10)).size(), 3U);
    EXPECT_THAT(get(store->mapping().table()).rules(), IsEmpty());
}

TEST_P(MappingTableTest, ARuleThatMakesNoSenseCountsForNothing) {
    run_sql("INSERT INTO feature_mapping (feature, direction, action) VALUES ('dance', 'matrix_to_xmpp', 'drop')");
    run_sql(
        "INSERT INTO feature_mapping (feature, direction, scope, action) "
        "VALUES ('reaction', 'matrix_to_xmpp', 'domain:@@', 'drop')");
    run_sql(
        "INSERT INTO feature_mapping (feature, direction, action, template) "
        "VALUES ('thread', 'matrix_to_xmpp', 'text', 'unclosed {quote')");
    EXPECT_THAT(get(store->mapping().table()).rules(), IsEmpty());
    EXPECT_THROW(run_sql("INSERT INTO feature_mapping (feature, direction, action) "
                         "VALUES ('reaction', 'matrix_to_xmpp', 'perhaps')"),
                 SqlError);
}

BASCULE_ON_BOTH_ENGINES(MappingTableTest);

} // namespace
} // namespace bascule::store
