// Values of the section `media`.
#include "config/values.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <sstream>

namespace bascule::config {

namespace {

struct SizeUnit {
    std::string_view name;
    std::uint64_t bytes;
};
constexpr std::array size_units{SizeUnit{"KiB", 1ULL << 10U}, SizeUnit{"MiB", 1ULL << 20U},
                                SizeUnit{"GiB", 1ULL << 30U}};

bool is_network(const std::string& word) {
    const auto slash = word.find('/');
    const auto address = word.substr(0, slash);
    std::array<unsigned char, sizeof(in6_addr)> ignored{};
    const bool is_v4 = inet_pton(AF_INET, address.c_str(), ignored.data()) == 1;
    if (!is_v4 && inet_pton(AF_INET6, address.c_str(), ignored.data()) != 1) {
        return false;
    }
    if (slash == std::string::npos) {
        return true;
    }
    const unsigned most = is_v4 ? 32 : 128;
    unsigned prefix = 0;
    const auto* const end = word.data() + word.size();
    const auto [stopped, failure] = std::from_chars(word.data() + slash + 1, end, prefix);
    return failure == std::errc{} && stopped == end && prefix <= most;
}

} // namespace

mapping::Result<std::uint64_t> byte_size(std::string_view text) {
    constexpr std::uint64_t most = 1ULL << 30U;
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto unit = std::ranges::find(size_units, text.substr(digits), &SizeUnit::name);
    std::uint64_t count = 0;
    const auto [stopped, failure] = std::from_chars(text.data(), text.data() + digits, count);
    if (digits == 0 || failure != std::errc{} || unit == size_units.end() || count == 0 || count > most) {
        return mapping::Error{'"' + std::string{text} +
                              "\" is no size; write a whole number and KiB, MiB or GiB, such as "
                              "100MiB"};
    }
    return count * unit->bytes;
}

mapping::Result<std::vector<std::string>> networks(std::string_view text) {
    std::istringstream words{std::string{text}};
    std::vector<std::string> found;
    for (std::string word; words >> word;) {
        if (!is_network(word)) {
            return mapping::Error{'"' + word +
                                  "\" is no address or network; write for example 192.0.2.7 or 192.0.2.0/24"};
        }
        found.push_back(std::move(word));
    }
    return found;
}

} // namespace bascule::config
