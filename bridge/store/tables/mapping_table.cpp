#include "bridge/store/tables/mapping_table.hpp"

#include "bridge/log.hpp"

#include <utility>

namespace bascule::store {

namespace {

constexpr const char* select_version = "SELECT coalesce(max(id), 0) FROM feature_mapping_audit";
constexpr const char* select_rules = "SELECT feature, direction, scope, action, template FROM feature_mapping";
constexpr const char* upsert_rule = R"sql(
    INSERT INTO feature_mapping (feature, direction, scope, action, template, changed_by)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (feature, direction, scope) DO UPDATE SET
        action = excluded.action, template = excluded.template, changed_by = excluded.changed_by)sql";
constexpr const char* sign_rule = R"sql(
    UPDATE feature_mapping SET changed_by = $4 WHERE feature = $1 AND direction = $2 AND scope = $3)sql";
constexpr const char* delete_rule = "DELETE FROM feature_mapping WHERE feature = $1 AND direction = $2 AND scope = $3";
constexpr const char* select_changes = R"sql(
    SELECT at_ms, who, feature, direction, scope, action_before, template_before, action_after, template_after
    FROM feature_mapping_audit ORDER BY id DESC LIMIT $1)sql";

mapping::Result<mapping::FeatureRule> rule_in(const Row& row) {
    const auto feature = mapping::feature_from(row.text(0));
    const auto direction = mapping::direction_from(row.text(1));
    const auto action = mapping::action_from(row.text(3));
    if (!feature || !direction || !action) {
        return mapping::Error{"there is no feature, direction or action of that name"};
    }
    auto scope = mapping::scope_from(row.text(2));
    if (!scope) {
        return scope.error();
    }
    return mapping::checked({*feature, *direction, std::move(*scope), *action, row.text(4)});
}

std::vector<Value> key_of(mapping::Feature feature, mapping::Direction direction, const mapping::Scope& scope) {
    return {std::string{mapping::word_of(feature)}, std::string{mapping::word_of(direction)}, mapping::text_of(scope)};
}

} // namespace

Task<mapping::FeatureTable> MappingTable::table() {
    const auto version = co_await database_.query(select_version, std::vector<Value>());
    const auto newest = version.rows.at(0).number(0);
    if (known_until_ == newest) {
        co_return known_;
    }
    Batch batch; // both at once, so that no change in between is missed
    batch.push_back(Statement{select_version, {}});
    batch.push_back(Statement{select_rules, {}});
    const auto answers = co_await database_.run(std::move(batch));
    mapping::FeatureTable read;
    for (const auto& row : answers.at(1).rows) {
        if (auto rule = rule_in(row)) {
            read.set(std::move(*rule));
        } else {
            bridge::log(bridge::LogPart::store)
                .warn("the rule for {} {} {} in feature_mapping counts for nothing: {}", row.text(0), row.text(1),
                      row.text(2), rule.error().reason);
        }
    }
    known_ = std::move(read);
    known_until_ = answers.at(0).rows.at(0).number(0);
    co_return known_;
}

Task<void> MappingTable::set(mapping::FeatureRule rule, std::string who) {
    auto key = key_of(rule.feature, rule.direction, rule.scope);
    auto signature = key;
    signature.emplace_back("");
    key.emplace_back(std::string{mapping::word_of(rule.action)});
    key.emplace_back(std::move(rule.words));
    key.emplace_back(std::move(who));
    Batch batch;
    batch.push_back(Statement{upsert_rule, std::move(key)});
    batch.push_back(Statement{sign_rule, std::move(signature)});
    co_await database_.run(std::move(batch));
}

Task<bool> MappingTable::reset(mapping::Feature feature, mapping::Direction direction, mapping::Scope scope,
                               std::string who) {
    auto key = key_of(feature, direction, scope);
    auto signature = key;
    signature.emplace_back(std::move(who));
    Batch batch;
    batch.push_back(Statement{sign_rule, std::move(signature)});
    batch.push_back(Statement{delete_rule, std::move(key)});
    const auto answers = co_await database_.run(std::move(batch));
    co_return answers.at(1).affected > 0;
}

Task<std::vector<bridge::MappingChange>> MappingTable::changes(int at_most) {
    std::vector<Value> parameters{number(at_most)};
    const auto answer = co_await database_.query(select_changes, std::move(parameters));
    std::vector<bridge::MappingChange> changes;
    for (const auto& row : answer.rows) {
        changes.push_back({row.number(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
                           row.text(7), row.text(8)});
    }
    co_return changes;
}

} // namespace bascule::store
