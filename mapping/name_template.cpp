#include "mapping/name_template.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace bascule::mapping {

namespace {

struct Pieces {
    std::vector<std::string> literals;
    std::vector<std::size_t> order;
};

std::string wanted(const NameTemplate::Rules& rules) {
    std::string text;
    for (const auto placeholder : rules.placeholders) {
        text += text.empty() ? "{" : " and {";
        text.append(placeholder).append("}");
    }
    return "needs " + text + (rules.placeholders.size() > 1 ? ", each" : "") + " exactly once";
}

Result<Pieces> take_apart(std::string_view text, const NameTemplate::Rules& rules) {
    Pieces pieces;
    for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{')) {
        const auto close = std::min(text.find('}', open), text.size());
        const auto placeholder = std::ranges::find(rules.placeholders, text.substr(open + 1, close - open - 1));
        const auto index = static_cast<std::size_t>(placeholder - rules.placeholders.begin());
        if (placeholder == rules.placeholders.end() || close == text.size() ||
            std::ranges::find(pieces.order, index) != pieces.order.end()) {
            return Error{wanted(rules)};
        }
        pieces.literals.emplace_back(text.substr(0, open));
        pieces.order.push_back(index);
        text.remove_prefix(close + 1);
    }
    pieces.literals.emplace_back(text);
    if (pieces.order.size() != rules.placeholders.size()) {
        return Error{wanted(rules)};
    }
    return pieces;
}

// What an escaped server name consists of: a backslash begins the escape of the port's colon.
bool may_be_in_server(char one) {
    return (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') || one == '.' || one == '-' || one == '[' ||
           one == ']' || one == '\\';
}

} // namespace

Result<NameTemplate> NameTemplate::parse(std::string_view text, const Rules& rules) {
    auto pieces = take_apart(text, rules);
    if (pieces.has_error()) {
        return pieces.error();
    }
    for (const auto& literal : pieces->literals) {
        if (const auto odd = std::ranges::find_if_not(literal, rules.is_legal); odd != literal.end()) {
            const bool is_printable = *odd > ' ' && *odd < '\x7F';
            return Error{(is_printable ? std::string{"may not hold '"} + *odd + "'" : "may only hold printable ASCII") +
                         " outside its placeholders"};
        }
    }
    const bool has_separator = pieces->order.size() < 2 || !std::ranges::all_of(pieces->literals[1], may_be_in_server);
    if (!has_separator) {
        return Error{"needs between its placeholders a character that no server name holds, such as '%', '_' or '#'"};
    }
    return NameTemplate{std::move(pieces->literals), std::move(pieces->order)};
}

std::string NameTemplate::fill(const std::vector<std::string_view>& values) const {
    std::string text = prefix();
    for (std::size_t place = 0; place < order_.size(); ++place) {
        text.append(values.at(order_[place])).append(literals_[place + 1]);
    }
    return text;
}

std::optional<std::vector<std::string_view>> NameTemplate::slots_of(std::string_view text) const {
    if (text.size() < prefix().size() + suffix().size() || !text.starts_with(prefix()) || !text.ends_with(suffix())) {
        return std::nullopt;
    }
    text = text.substr(prefix().size(), text.size() - prefix().size() - suffix().size());
    std::vector<std::string_view> slots(order_.size(), text);
    if (order_.size() > 1) {
        const auto& separator = literals_[1];
        // No server name holds the separator, so the one next to the server is where the two meet.
        const auto at = order_.back() == 1 ? text.rfind(separator) : text.find(separator);
        if (at == std::string_view::npos) {
            return std::nullopt;
        }
        slots.at(order_.front()) = text.substr(0, at);
        slots.at(order_.back()) = text.substr(at + separator.size());
    }
    const bool is_filled = std::ranges::none_of(slots, [](std::string_view slot) { return slot.empty(); });
    return is_filled ? std::optional{std::move(slots)} : std::nullopt;
}

} // namespace bascule::mapping
