#include "config/configuration.hpp"

namespace bascule::config {

std::string to_string(const Endpoint& endpoint) {
    const auto is_v6 = endpoint.host.find(':') != std::string::npos;
    return (is_v6 ? '[' + endpoint.host + ']' : endpoint.host) + ':' + std::to_string(endpoint.port);
}

mapping::Names names_of(const Configuration& configuration) {
    return mapping::Names::create(configuration.names, configuration.homeserver.domain, configuration.xmpp.component)
        .value();
}

} // namespace bascule::config
