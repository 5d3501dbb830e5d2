#pragma once

#include "mapping/result.hpp"

#include <boost/asio/ip/address.hpp>

#include <string>
#include <vector>

namespace bascule::media {

/// Says which addresses may be connected to for files of strangers: none that only somebody inside could reach, so that
/// nobody has the bridge ask for him (server-side request forgery).
class AddressGuard {
public:
    /// `allowed`: addresses and networks (`192.0.2.0/24`, `fd00::/8`) that may be asked although they are private.
    /// Fails, naming it, on one that is neither.
    static mapping::Result<AddressGuard> create(const std::vector<std::string>& allowed);

    bool permits(const boost::asio::ip::address& address) const;

private:
    struct Network {
        boost::asio::ip::address_v6 address; // of version 4 as mapped ones
        unsigned prefix = 128;
    };
    static mapping::Result<Network> network_from(std::string text);
    static bool holds(const Network& network, const boost::asio::ip::address_v6& address);

    std::vector<Network> allowed_;
};

} // namespace bascule::media
