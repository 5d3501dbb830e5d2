#include "matrix_appservice/listener/transaction_order.hpp"

#include <charconv>

namespace bascule::matrix {

namespace {

// Ids that lie further apart are times, or count something else.
constexpr std::uint64_t widest_gap = 1'000;

std::optional<std::uint64_t> number_in(std::string_view id) {
    std::uint64_t number = 0;
    const auto* const end = id.data() + id.size();
    const auto [stop, error] = std::from_chars(id.data(), end, number);
    return error == std::errc{} && stop == end ? std::optional{number} : std::nullopt;
}

} // namespace

bool TransactionOrder::skips_to(std::string_view id) const {
    const auto number = number_in(id);
    return number && last_ && *number > *last_ + 1 && *number - *last_ <= widest_gap;
}

void TransactionOrder::took(std::string_view id) {
    last_ = number_in(id);
}

} // namespace bascule::matrix
