#pragma once

#include "bridge/addresses.hpp"
#include "bridge/ports/registry.hpp"
#include "mapping/links.hpp"
#include "mapping/message.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// Turns links to people and rooms into links that work on the other side. The same text gives the same text, so that
/// what is sent again is the same. Every call throws Outage where the store is needed and away.
class LinkTranslator {
public:
    LinkTranslator(AddressResolver& addresses, Portals& portals, std::string homeserver);

    /// matrix.to and `matrix:` links become `xmpp:` URIs.
    Task<std::string> for_xmpp(std::string text);
    Task<mapping::Message> for_xmpp(mapping::Message message);
    /// `xmpp:` URIs become matrix.to links.
    Task<std::string> for_matrix(std::string text);
    Task<mapping::Message> for_matrix(mapping::Message message);

private:
    using Translated = std::optional<std::string>;
    struct Found {
        std::vector<mapping::LinkSpan> links;
        std::vector<Translated> translated; ///< one a link
    };
    Task<Found> found_for_xmpp(std::string text);
    Task<Found> found_for_matrix(std::string text);
    static void replace_in(mapping::Message& message, const Found& found);
    Task<Translated> xmpp_uri_for(std::string link);
    Task<Translated> matrix_to_for(std::string link);

    AddressResolver& addresses_;
    Portals& portals_;
    std::string homeserver_;
};

} // namespace bascule::bridge
