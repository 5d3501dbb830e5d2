#include "mapping/server_name.hpp"

#include <algorithm>
#include <cstddef>

namespace bascule::mapping {

namespace {

constexpr std::size_t most_host_bytes = 255;
constexpr std::size_t most_port_digits = 5;
constexpr std::size_t least_ipv6_bytes = 2;
constexpr std::size_t most_ipv6_bytes = 45;

bool is_digit(char one) {
    return one >= '0' && one <= '9';
}

bool is_host_character(char one) {
    return is_digit(one) || (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || one == '-' || one == '.';
}

bool is_ipv6_character(char one) {
    return is_digit(one) || (one >= 'a' && one <= 'f') || (one >= 'A' && one <= 'F') || one == ':' || one == '.';
}

bool is_port(std::string_view text) {
    return !text.empty() && text.size() <= most_port_digits && std::ranges::all_of(text, is_digit);
}

bool is_host(std::string_view text) {
    return !text.empty() && text.size() <= most_host_bytes && std::ranges::all_of(text, is_host_character);
}

bool is_ipv6(std::string_view text) {
    return text.size() >= least_ipv6_bytes && text.size() <= most_ipv6_bytes &&
           std::ranges::all_of(text, is_ipv6_character);
}

} // namespace

bool is_server_name(std::string_view text) noexcept {
    const bool is_bracketed = text.starts_with('[');
    const auto host_end = is_bracketed ? text.find(']') : text.find(':');
    if (is_bracketed && host_end == std::string_view::npos) {
        return false;
    }
    const auto host = is_bracketed ? text.substr(1, host_end - 1) : text.substr(0, host_end);
    const auto rest =
        host_end == std::string_view::npos ? std::string_view{} : text.substr(host_end + (is_bracketed ? 1 : 0));
    const bool has_port_or_nothing = rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
    return has_port_or_nothing && (is_bracketed ? is_ipv6(host) : is_host(host));
}

} // namespace bascule::mapping
