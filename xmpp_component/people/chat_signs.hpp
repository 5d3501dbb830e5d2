#pragma once

#include "bridge/ports/signs.hpp"
#include "xmpp_component/stream/stanza_sink.hpp"

#include <pugixml.hpp>

#include <string>

namespace bascule::xmpp {

/// Chat states (XEP-0085) and markers (XEP-0333).
class ChatSignDesk final : public bridge::ChatSigns {
public:
    explicit ChatSignDesk(StanzaSink& sink) : sink_{sink} {}

    /// Whom to tell; until then nobody.
    void lead_to(bridge::ChatSignInbox& inbox) noexcept { inbox_ = &inbox; }
    /// Tells what this message says of them beside, or instead of, words.
    void notice(pugi::xml_node message) const;

    bridge::Task<void> tell_typing(bridge::SignPath path, bool is_composing) override;
    bridge::Task<void> tell_displayed(bridge::SignPath path, std::string message_id) override;

private:
    StanzaSink& sink_;
    bridge::ChatSignInbox* inbox_ = nullptr;
};

} // namespace bascule::xmpp
