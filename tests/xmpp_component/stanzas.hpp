#pragma once

#include "xmpp_component/stream/stanza_framer.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bascule::xmpp {

inline constexpr std::string_view stream_header =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' "
    "xmlns:stream='http://etherx.jabber.org/streams' from='matrix.example' id='s1'>";

/// A stanza as the framer makes it of what stands on a stream.
inline Stanza stanza_from(std::string_view xml, FramerLimits limits = {}) {
    StanzaFramer framer{limits};
    for (const auto piece : {stream_header, xml}) {
        if (const auto fed = framer.feed(piece); !fed) {
            throw std::invalid_argument{fed.error().reason + ": " + std::string{piece}};
        }
    }
    auto stanzas = framer.take();
    return std::move(stanzas.at(0));
}

} // namespace bascule::xmpp
