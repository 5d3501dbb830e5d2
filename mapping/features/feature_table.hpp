#pragma once

#include "mapping/features/feature.hpp"
#include "mapping/features/text_template.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace bascule::mapping {

/// For whom a rule is made; the more special one wins.
enum class ScopeKind { portal, domain, everywhere };
std::string_view word_of(ScopeKind kind); ///< "portal", "domain", "default"

struct Scope {
    ScopeKind kind = ScopeKind::everywhere;
    std::string name{}; ///< the bare JID of the MUC or contact, or a domain; empty everywhere
    friend bool operator==(const Scope&, const Scope&) = default;
    friend auto operator<=>(const Scope&, const Scope&) = default;
};

/// `default`, `domain:capulet.example` or `portal:garden@muc.capulet.example`.
Result<Scope> scope_from(std::string_view text);
std::string text_of(const Scope& scope);

struct FeatureRule {
    Feature feature = Feature::text;
    Direction direction = Direction::matrix_to_xmpp;
    Scope scope{};
    Action action = Action::native;
    std::string words{}; ///< a TextTemplate; empty for the shipped one
    friend bool operator==(const FeatureRule&, const FeatureRule&) = default;
};

/// Fails, naming what and why, on a rule that could not be obeyed: `text` or `both` of what words cannot say, `reject`
/// of what nobody sends knowingly, a template that is none.
Result<FeatureRule> checked(FeatureRule rule);

/// What is to be done, and which rule says so.
struct Decision {
    Feature feature = Feature::text;
    Direction direction = Direction::matrix_to_xmpp;
    Action action = Action::native;
    std::string words{}; ///< the template
    ScopeKind scope = ScopeKind::everywhere;
    bool is_shipped = true; ///< no rule was made; the default counts
};

/// Whom something is on its way to or comes from.
struct Peer {
    std::string address; ///< bare JID
    std::string domain;
};

/// The mapping table: rules over what is shipped.
class FeatureTable {
public:
    void set(FeatureRule rule);
    /// False where there was none.
    bool reset(Feature feature, Direction direction, const Scope& scope);

    Decision decide(Feature feature, Direction direction, const Peer& peer) const;
    std::vector<FeatureRule> rules() const;

private:
    using Key = std::tuple<Feature, Direction, Scope>;
    std::map<Key, FeatureRule> rules_;
};

} // namespace bascule::mapping
