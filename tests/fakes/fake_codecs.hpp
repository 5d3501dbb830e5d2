#pragma once

#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

#include <map>
#include <string>
#include <string_view>

namespace bascule::fakes {

/// Codecs whose payloads are words that the test has given a meaning.
class FakeEventCodec final : public bridge::EventCodec {
public:
    std::map<std::string, bridge::MatrixEvent, std::less<>> events;

    mapping::Result<bridge::MatrixEvent> decode(std::string_view json) const override {
        const auto found = events.find(json);
        if (found == events.end()) {
            return mapping::Error{"no event"};
        }
        return found->second;
    }
};

class FakeStanzaCodec final : public bridge::StanzaCodec {
public:
    std::map<std::string, bridge::XmppEvent, std::less<>> stanzas;

    mapping::Result<bridge::XmppEvent> decode(std::string_view xml) const override {
        const auto found = stanzas.find(xml);
        if (found == stanzas.end()) {
            return mapping::Error{"no stanza"};
        }
        return found->second;
    }
};

} // namespace bascule::fakes
