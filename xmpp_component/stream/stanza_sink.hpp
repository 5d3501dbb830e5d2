#pragma once

#include "bridge/async/task.hpp"

#include <pugixml.hpp>

namespace bascule::xmpp {

/// The way out for stanzas.
class StanzaSink {
public:
    virtual ~StanzaSink() = default;
    /// Stanzas leave in the order of the calls. Throws Outage while there is no stream, std::invalid_argument for a
    /// stanza that the writer refuses. To be awaited at once.
    virtual bridge::Task<void> send(const pugi::xml_document& stanza) = 0;
};

} // namespace bascule::xmpp
