#include "bridge/media/address_guard.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace bascule::media {

namespace {

namespace ip = boost::asio::ip;

constexpr unsigned bits_of_v4 = 32;
constexpr unsigned bits_of_v6 = 128;

// The special-purpose registries of IANA (RFC 6890): what is not globally reachable, with what hides a version 4
// address in a version 6 one.
constexpr std::array private_networks{
    "0.0.0.0/8",      "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",   "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4",  "240.0.0.0/4",    "::/128",         "::1/128",        "64:ff9b::/96",
    "64:ff9b:1::/48", "100::/64",     "2001::/23",      "2001:db8::/32",  "2002::/16",      "3fff::/20",
    "fc00::/7",       "fe80::/10",    "fec0::/10",      "ff00::/8"};

ip::address_v6 as_v6(const ip::address& address) {
    return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

} // namespace

mapping::Result<AddressGuard::Network> AddressGuard::network_from(std::string text) {
    const mapping::Error bad{'"' + text + "\" is no address or network; write for example 192.0.2.7 or 192.0.2.0/24"};
    const auto slash = text.find('/');
    boost::system::error_code failure;
    const auto address = ip::make_address(text.substr(0, slash), failure);
    if (failure) {
        return bad;
    }
    const auto bits = address.is_v4() ? bits_of_v4 : bits_of_v6;
    auto prefix = bits;
    if (slash != std::string::npos) {
        const auto* const end = text.data() + text.size();
        const auto [stopped, error] = std::from_chars(text.data() + slash + 1, end, prefix);
        if (error != std::errc{} || stopped != end || prefix > bits) {
            return bad;
        }
    }
    return Network{as_v6(address), prefix + bits_of_v6 - bits};
}

mapping::Result<AddressGuard> AddressGuard::create(const std::vector<std::string>& allowed) {
    AddressGuard guard;
    for (const auto& text : allowed) {
        auto network = network_from(text);
        if (!network) {
            return network.error();
        }
        guard.allowed_.push_back(*network);
    }
    return guard;
}

bool AddressGuard::holds(const Network& network, const ip::address_v6& address) {
    const auto one = network.address.to_bytes();
    const auto other = address.to_bytes();
    for (unsigned bit = 0; bit < network.prefix; ++bit) {
        const auto mask = static_cast<unsigned char>(0x80U >> (bit % 8));
        if (((one[bit / 8] ^ other[bit / 8]) & mask) != 0) {
            return false;
        }
    }
    return true;
}

bool AddressGuard::permits(const ip::address& address) const {
    const auto asked = as_v6(address);
    const auto is_in = [&](const Network& network) { return holds(network, asked); };
    if (std::ranges::any_of(allowed_, is_in)) {
        return true;
    }
    return std::ranges::none_of(private_networks,
                                [&](const char* text) { return holds(network_from(text).value(), asked); });
}

} // namespace bascule::media
