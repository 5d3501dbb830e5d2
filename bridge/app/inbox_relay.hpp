#pragma once

#include "bridge/ports/xmpp_inbox.hpp"

#include <utility>

namespace bascule::app {

/// The component needs an inbox before the bridge exists, and the bridge needs the component: this ties the knot.
/// Nothing arrives before run(), and lead_to() is called before that.
class InboxRelay final : public bridge::XmppInbox {
public:
    void lead_to(bridge::XmppInbox& inbox) noexcept { inbox_ = &inbox; }

    void on_connected() override { inbox_->on_connected(); }
    void on_disconnected() override { inbox_->on_disconnected(); }
    bridge::Task<void> on_stanzas(std::vector<bridge::ArrivedStanza> stanzas) override {
        return inbox_->on_stanzas(std::move(stanzas));
    }
    bridge::Task<bridge::Addressee> addressee(mapping::Jid jid) override { return inbox_->addressee(std::move(jid)); }

private:
    bridge::XmppInbox* inbox_ = nullptr;
};

} // namespace bascule::app
