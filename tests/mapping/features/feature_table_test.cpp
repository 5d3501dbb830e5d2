#include "mapping/features/feature_table.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::mapping {

namespace {

const Peer juliet{"juliet@capulet.example", "capulet.example"};
const Peer romeo{"romeo@montague.example", "montague.example"};

FeatureRule rule(Feature feature, Action action, const char* scope = "default", std::string words = {}) {
    return {feature, Direction::matrix_to_xmpp, scope_from(scope).value(), action, std::move(words)};
}

Action decided(const FeatureTable& table, Feature feature, const Peer& peer) {
    return table.decide(feature, Direction::matrix_to_xmpp, peer).action;
}

std::string refusal(const FeatureRule& given) {
    const auto result = checked(given);
    return result ? std::string{} : result.error().reason;
}

TEST(FeatureTable, WithoutRulesWhatIsShippedCounts) {
    const auto decision = FeatureTable{}.decide(Feature::reaction, Direction::matrix_to_xmpp, juliet);
    EXPECT_EQ(decision.action, Action::native);
    EXPECT_EQ(decision.words, "/me reacted with {emoji} to \"{quote}\"");
    EXPECT_EQ(decision.scope, ScopeKind::everywhere);
    EXPECT_TRUE(decision.is_shipped);
}

TEST(FeatureTable, TheMoreSpecialRuleWins) {
    FeatureTable table;
    table.set(rule(Feature::reaction, Action::text));
    EXPECT_EQ(decided(table, Feature::reaction, juliet), Action::text);
    table.set(rule(Feature::reaction, Action::drop, "domain:capulet.example"));
    EXPECT_EQ(decided(table, Feature::reaction, juliet), Action::drop);
    EXPECT_EQ(decided(table, Feature::reaction, romeo), Action::text);
    table.set(rule(Feature::reaction, Action::reject, "portal:juliet@capulet.example"));
    EXPECT_EQ(decided(table, Feature::reaction, juliet), Action::reject);
    EXPECT_EQ(table.decide(Feature::reaction, Direction::matrix_to_xmpp, juliet).scope, ScopeKind::portal);
}

TEST(FeatureTable, ARuleIsOfOneDirectionAndFeature) {
    FeatureTable table;
    table.set(rule(Feature::reaction, Action::drop));
    EXPECT_EQ(table.decide(Feature::reaction, Direction::xmpp_to_matrix, juliet).action, Action::native);
    EXPECT_EQ(decided(table, Feature::reply, juliet), Action::both);
}

TEST(FeatureTable, AResetBringsBackWhatWasBefore) {
    FeatureTable table;
    table.set(rule(Feature::edit, Action::drop));
    EXPECT_TRUE(table.reset(Feature::edit, Direction::matrix_to_xmpp, {}));
    EXPECT_FALSE(table.reset(Feature::edit, Direction::matrix_to_xmpp, {}));
    EXPECT_EQ(decided(table, Feature::edit, juliet), Action::native);
    EXPECT_TRUE(table.rules().empty());
}

TEST(FeatureTable, ARuleThatCannotBeObeyedIsRefusedInWords) {
    EXPECT_EQ(refusal(rule(Feature::reaction, Action::text, "default", "{sender}: {emoji}")), "");
    EXPECT_NE(refusal(rule(Feature::typing, Action::text)).find("typing is nothing that words can say"),
              std::string::npos);
    EXPECT_NE(refusal(rule(Feature::join, Action::reject)).find("join cannot be rejected"), std::string::npos);
    EXPECT_NE(refusal(rule(Feature::text, Action::text, "default", "{body}")).find("{body}"), std::string::npos);
}

TEST(FeatureTable, AScopeIsReadAndWritten) {
    for (const std::string text : {"default", "domain:capulet.example", "portal:garden@muc.capulet.example"}) {
        EXPECT_EQ(text_of(scope_from(text).value()), text);
    }
    for (const auto* const text : {"", "portal", "portal:", "domain:a@b.example", "portal:b.example", "portal:a@b/c"}) {
        EXPECT_FALSE(scope_from(text).has_value()) << text;
    }
}

TEST(FeatureTable, EveryFeatureIsShippedUnderItsOwnName) {
    int number = 0;
    for (const auto& row : feature_defaults()) {
        EXPECT_EQ(static_cast<int>(row.feature), number++);
        EXPECT_EQ(feature_from(row.name), row.feature);
        EXPECT_TRUE(TextTemplate::parse(row.words).has_value()) << row.name;
        EXPECT_FALSE(row.meaning.empty()) << row.name;
        for (const auto action : {row.to_xmpp, row.to_matrix}) {
            const FeatureRule same{row.feature, Direction::matrix_to_xmpp, {}, action, {}};
            EXPECT_TRUE(checked(same).has_value()) << row.name;
        }
    }
    EXPECT_EQ(number, static_cast<int>(Feature::unknown) + 1);
    EXPECT_FALSE(feature_from("no such"));
    EXPECT_EQ(direction_from("xmpp_to_matrix"), Direction::xmpp_to_matrix);
    EXPECT_EQ(action_from("reject"), Action::reject);
}

TEST(TextTemplate, IsFilledOnceAndBySharpNames) {
    const auto words = TextTemplate::parse("/me reacted with {emoji} to \"{quote}\" {{x}}").value();
    EXPECT_EQ(words.filled({{"emoji", "👍"}, {"quote", "a {text}"}}), "/me reacted with 👍 to \"a {text}\" {x}");
    EXPECT_EQ(words.filled({}), "/me reacted with  to \"\" {x}");
    for (const auto* const wrong : {"{", "}", "{emoji", "a } b", "{}", "{Emoji}"}) {
        EXPECT_FALSE(TextTemplate::parse(wrong).has_value()) << wrong;
    }
}

} // namespace

} // namespace bascule::mapping
