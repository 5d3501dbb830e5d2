#include "config/nearest.hpp"

#include <algorithm>
#include <vector>

namespace bascule::config {

namespace {

std::string_view last_part(std::string_view path) {
    const auto dot = path.rfind('.');
    return dot == path.npos ? path : path.substr(dot + 1);
}

} // namespace

// The optimal string alignment distance, by rows of its table.
std::size_t edit_distance(std::string_view one, std::string_view other) {
    std::vector<std::vector<std::size_t>> table(one.size() + 1, std::vector<std::size_t>(other.size() + 1));
    for (std::size_t i = 0; i <= one.size(); ++i) {
        for (std::size_t j = 0; j <= other.size(); ++j) {
            if (i == 0 || j == 0) {
                table[i][j] = i + j;
                continue;
            }
            const auto replaced = table[i - 1][j - 1] + (one[i - 1] == other[j - 1] ? 0U : 1U);
            table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, replaced});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) {
                table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
            }
        }
    }
    return table[one.size()][other.size()];
}

std::optional<std::string> nearest(std::string_view text, std::span<const std::string> candidates) {
    const auto bound = std::max<std::size_t>(2, text.size() / 3);
    std::optional<std::string> best;
    auto best_distance = bound + 1;
    for (const auto& candidate : candidates) {
        // A right word in the wrong section is nearer than a misspelt one.
        const auto misplaced = edit_distance(last_part(text), last_part(candidate)) + 1;
        const auto distance = std::min(edit_distance(text, candidate),
                                       last_part(candidate).size() > 3 && misplaced <= 2 ? misplaced : bound + 1);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace bascule::config
