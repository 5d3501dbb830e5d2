#pragma once

#include "mapping/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::mapping {

/// A pattern such as `_xmpp_{jid}` or `{localpart}%{server}`: literal text around one or two placeholders. Filling it
/// and taking the slots out again are inverse for every slot whose `{server}` is a server name escaped by XEP-0106.
class NameTemplate {
public:
    struct Rules {
        std::vector<std::string_view> placeholders; ///< each must occur once, in any order; a second one is `server`
        bool (*is_legal)(char);                     ///< of literal characters
    };
    /// Fails, with the reason, where the text breaks the rules or could be taken apart in two ways.
    static Result<NameTemplate> parse(std::string_view text, const Rules& rules);

    /// One value for each placeholder, in the order of the rules.
    std::string fill(const std::vector<std::string_view>& values) const;
    /// The values, in the order of the rules; nothing where the text does not fit or a value would be empty.
    std::optional<std::vector<std::string_view>> slots_of(std::string_view text) const;

    const std::string& prefix() const noexcept { return literals_.front(); }
    const std::string& suffix() const noexcept { return literals_.back(); }

private:
    NameTemplate(std::vector<std::string> literals, std::vector<std::size_t> order)
        : literals_{std::move(literals)}, order_{std::move(order)} {}

    std::vector<std::string> literals_; // around and between the placeholders
    std::vector<std::size_t> order_;    // which of the rules' placeholders stands at each place
};

} // namespace bascule::mapping
