#pragma once

#include "mapping/jid.hpp"
#include "mapping/result.hpp"

#include <pugixml.hpp>

#include <cstddef>
#include <string>

namespace bascule::xmpp {

/// The one place where outgoing stanzas become bytes. One bad stanza would close the stream for everybody, so each is
/// checked: its kind, `from` at our domain, a valid `to`, the size, and that XML can carry all of it.
class StanzaWriter {
public:
    StanzaWriter(mapping::Jid domain, std::size_t most_bytes) : domain_{std::move(domain)}, most_bytes_{most_bytes} {}

    /// Fails, with the reason, on a stanza that the server would close the stream for. A message or presence that is
    /// too large only for its words is written with fewer of them.
    mapping::Result<std::string> write(pugi::xml_node stanza) const;
    std::size_t most_bytes() const noexcept { return most_bytes_; }

private:
    std::string shortened_text(pugi::xml_node stanza, std::string text) const;

    mapping::Jid domain_;
    std::size_t most_bytes_;
};

} // namespace bascule::xmpp
