#include "bridge/commands/mapping_orders.hpp"

#include <boost/date_time/posix_time/posix_time.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace bascule::bridge {

namespace {

using mapping::Direction;
using mapping::Error;
using mapping::Feature;
using mapping::FeatureRule;
using mapping::Result;
using mapping::Scope;

constexpr int most_changes = 50;
constexpr std::array both_directions{Direction::matrix_to_xmpp, Direction::xmpp_to_matrix};

std::string cell(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
}

Result<Feature> feature_in(const MappingOrder& order) {
    const auto feature = mapping::feature_from(order.feature);
    if (!feature) {
        std::string names;
        for (const auto& row : mapping::feature_defaults()) {
            names.append(names.empty() ? "" : ", ").append(row.name);
        }
        return Error{"\"" + order.feature + "\" is no feature: there are " + names};
    }
    return *feature;
}

Result<std::vector<Direction>> directions_in(const MappingOrder& order) {
    if (order.direction.empty()) {
        return std::vector<Direction>{both_directions.begin(), both_directions.end()};
    }
    const auto direction = mapping::direction_from(order.direction);
    if (!direction) {
        return Error{"\"" + order.direction + "\" is no direction: write matrix_to_xmpp or xmpp_to_matrix"};
    }
    return std::vector<Direction>{*direction};
}

Result<Scope> scope_in(const MappingOrder& order) {
    return order.scope.empty() ? Scope{} : mapping::scope_from(order.scope);
}

// What the order is about: rules without an action.
Result<std::vector<FeatureRule>> rules_in(const MappingOrder& order) {
    const auto feature = feature_in(order);
    const auto directions = directions_in(order);
    const auto scope = scope_in(order);
    if (!feature) {
        return feature.error();
    }
    if (!directions) {
        return directions.error();
    }
    if (!scope) {
        return scope.error();
    }
    std::vector<FeatureRule> rules;
    for (const auto direction : *directions) {
        rules.push_back({*feature, direction, *scope});
    }
    return rules;
}

Result<std::vector<FeatureRule>> settings_in(const MappingOrder& order) {
    auto rules = rules_in(order);
    const auto action = mapping::action_from(order.action);
    if (rules && !action) {
        return Error{"\"" + order.action + "\" is no action: write native, text, both, drop or reject"};
    }
    if (!rules) {
        return rules;
    }
    for (auto& rule : *rules) {
        rule.action = *action;
        rule.words = order.words;
        auto sound = mapping::checked(std::move(rule));
        if (!sound) {
            return sound.error();
        }
        rule = std::move(*sound);
    }
    return rules;
}

std::vector<std::string> row_of(const FeatureRule& rule) {
    return {std::string{mapping::word_of(rule.feature)}, std::string{mapping::word_of(rule.direction)},
            mapping::text_of(rule.scope), std::string{mapping::word_of(rule.action)}, cell(rule.words)};
}

std::string summary_of(const std::vector<FeatureRule>& rules) {
    std::string summary;
    for (const auto& rule : rules) {
        summary += (summary.empty() ? "" : "; ") + std::string{mapping::word_of(rule.feature)} + ' ' +
                   std::string{mapping::word_of(rule.direction)} + " (" + mapping::text_of(rule.scope) + ')';
    }
    return summary;
}

Task<CommandAnswer> list(MappingDesk& desk) {
    const auto table = co_await desk.table();
    CommandAnswer answer{.text = "Rules over what is shipped:"};
    answer.table.heads = {"Feature", "Direction", "Scope", "Action", "Template"};
    for (const auto& rule : table.rules()) {
        answer.table.rows.push_back(row_of(rule));
    }
    if (answer.table.rows.empty()) {
        answer.text = "Nothing has been changed: everything crosses as it is shipped.";
    }
    co_return answer;
}

// Where nobody says for whom, the answer is what counts for all.
mapping::Peer peer_of(const Scope& scope) {
    const auto at = scope.name.find('@');
    return {scope.kind == mapping::ScopeKind::portal ? scope.name : std::string{},
            at == std::string::npos ? scope.name : scope.name.substr(at + 1)};
}

Task<CommandAnswer> get(MappingDesk& desk, MappingOrder order) {
    const auto rules = rules_in(order);
    if (!rules) {
        co_return refused(rules.error().reason + '.');
    }
    const auto table = co_await desk.table();
    CommandAnswer answer{.text = "In force:"};
    answer.table.heads = {"Feature", "Direction", "Action", "Because of", "Template"};
    for (const auto& rule : *rules) {
        const auto decision = table.decide(rule.feature, rule.direction, peer_of(rule.scope));
        answer.table.rows.push_back(
            {std::string{mapping::word_of(rule.feature)}, std::string{mapping::word_of(rule.direction)},
             std::string{mapping::word_of(decision.action)},
             decision.is_shipped ? std::string{"as shipped"} : std::string{mapping::word_of(decision.scope)},
             cell(decision.words)});
    }
    co_return answer;
}

Task<CommandAnswer> set(MappingDesk& desk, MappingOrder order, std::string who) {
    const auto rules = settings_in(order);
    if (!rules) {
        co_return refused(rules.error().reason + '.');
    }
    for (const auto& rule : *rules) {
        co_await desk.set(rule, who);
    }
    co_return done("From now on " + order.action + ": " + summary_of(*rules) + '.');
}

Task<CommandAnswer> reset(MappingDesk& desk, MappingOrder order, std::string who) {
    const auto rules = rules_in(order);
    if (!rules) {
        co_return refused(rules.error().reason + '.');
    }
    bool was_any = false;
    for (const auto& rule : *rules) {
        const auto was_there = co_await desk.reset(rule.feature, rule.direction, rule.scope, who);
        was_any = was_any || was_there;
    }
    co_return was_any ? done("No rule any more: " + summary_of(*rules) + '.')
                      : refused("There is no such rule: " + summary_of(*rules) + '.');
}

std::string time_text(std::int64_t at_ms) {
    const auto time = boost::posix_time::from_time_t(static_cast<std::time_t>(at_ms / 1'000));
    return boost::posix_time::to_iso_extended_string(time) + "Z";
}

std::string state_of(const std::string& action, const std::string& words) {
    return action.empty() ? std::string{"as shipped"} : words.empty() ? action : action + ' ' + cell(words);
}

Task<CommandAnswer> audit(MappingDesk& desk) {
    CommandAnswer answer{.text = "The last changes:"};
    answer.table.heads = {"When", "Who", "Feature", "Direction", "Scope", "From", "To"};
    for (const auto& change : co_await desk.changes(most_changes)) {
        answer.table.rows.push_back({time_text(change.at_ms), change.who, change.feature, change.direction,
                                     change.scope, state_of(change.action_before, change.words_before),
                                     state_of(change.action, change.words)});
    }
    if (answer.table.rows.empty()) {
        answer.text = "Nothing has been changed yet.";
    }
    co_return answer;
}

} // namespace

Task<CommandAnswer> carry_out(MappingDesk& desk, MappingOrder order, std::string who) {
    if (order.verb == "list") {
        co_return co_await list(desk);
    }
    if (order.verb == "get") {
        co_return co_await get(desk, std::move(order));
    }
    if (order.verb == "set") {
        co_return co_await set(desk, std::move(order), std::move(who));
    }
    if (order.verb == "reset") {
        co_return co_await reset(desk, std::move(order), std::move(who));
    }
    if (order.verb == "audit") {
        co_return co_await audit(desk);
    }
    co_return refused("Write list, get, set, reset or audit instead of \"" + order.verb + "\".");
}

} // namespace bascule::bridge
