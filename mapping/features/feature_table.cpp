#include "mapping/features/feature_table.hpp"

#include "mapping/jid.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bascule::mapping {

namespace {

constexpr std::array scope_words{std::string_view{"portal"}, std::string_view{"domain"}, std::string_view{"default"}};

// Nobody could be told why it was not taken: these are facts, or what clients send on their own.
constexpr std::array never_rejected{Feature::typing,   Feature::read_marker, Feature::delivery,
                                    Feature::presence, Feature::nick,        Feature::avatar,
                                    Feature::join,     Feature::leave,       Feature::mention};

} // namespace

std::string_view word_of(ScopeKind kind) {
    return scope_words.at(static_cast<std::size_t>(kind));
}

Result<Scope> scope_from(std::string_view text) {
    if (text == word_of(ScopeKind::everywhere)) {
        return Scope{};
    }
    for (const auto kind : {ScopeKind::portal, ScopeKind::domain}) {
        const auto word = word_of(kind);
        if (!text.starts_with(word) || !text.substr(word.size()).starts_with(':')) {
            continue;
        }
        const auto name = Jid::parse(text.substr(word.size() + 1));
        if (name && name->is_bare() && name->local().empty() == (kind == ScopeKind::domain)) {
            return Scope{kind, name->str()};
        }
    }
    return Error{"\"" + std::string{text} +
                 "\" is no scope: write default, domain:capulet.example or portal:garden@muc.capulet.example"};
}

std::string text_of(const Scope& scope) {
    const std::string word{word_of(scope.kind)};
    return scope.kind == ScopeKind::everywhere ? word : word + ":" + scope.name;
}

Result<FeatureRule> checked(FeatureRule rule) {
    const std::string name{word_of(rule.feature)};
    const bool needs_words = rule.action == Action::text || rule.action == Action::both;
    if (needs_words && rule.words.empty() && default_of(rule.feature).words.empty()) {
        return Error{name + " is nothing that words can say: native or drop are possible"};
    }
    const bool is_told_to_nobody = std::ranges::find(never_rejected, rule.feature) != never_rejected.end();
    if (rule.action == Action::reject && is_told_to_nobody) {
        return Error{name + " cannot be rejected, since nobody sends it knowingly: drop is possible"};
    }
    if (const auto parsed = TextTemplate::parse(rule.words); !parsed) {
        return parsed.error();
    }
    return rule;
}

void FeatureTable::set(FeatureRule rule) {
    Key key{rule.feature, rule.direction, rule.scope};
    rules_.insert_or_assign(std::move(key), std::move(rule));
}

bool FeatureTable::reset(Feature feature, Direction direction, const Scope& scope) {
    return rules_.erase({feature, direction, scope}) > 0;
}

Decision FeatureTable::decide(Feature feature, Direction direction, const Peer& peer) const {
    const auto& shipped = default_of(feature);
    const std::array scopes{Scope{ScopeKind::portal, peer.address}, Scope{ScopeKind::domain, peer.domain}, Scope{}};
    for (const auto& scope : scopes) {
        const auto found = rules_.find({feature, direction, scope});
        if (found != rules_.end()) {
            const auto& rule = found->second;
            auto words = rule.words.empty() ? std::string{shipped.words} : rule.words;
            return {feature, direction, rule.action, std::move(words), scope.kind, false};
        }
    }
    return {feature, direction, action_of(shipped, direction), std::string{shipped.words}};
}

std::vector<FeatureRule> FeatureTable::rules() const {
    std::vector<FeatureRule> all;
    for (const auto& [key, rule] : rules_) {
        all.push_back(rule);
    }
    return all;
}

} // namespace bascule::mapping
