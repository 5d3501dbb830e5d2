#pragma once

#include "xmpp_component/stream/outbox.hpp"
#include "xmpp_component/stream/stanza_sink.hpp"
#include "xmpp_component/stream/stanza_writer.hpp"

namespace bascule::xmpp {

/// The only way out: through the writer into the outbox. Both must outlive it.
class CheckedSink final : public StanzaSink {
public:
    CheckedSink(const StanzaWriter& writer, Outbox& outbox) : writer_{writer}, outbox_{outbox} {}

    bridge::Task<void> send(const pugi::xml_document& stanza) override {
        co_await outbox_.put(writer_.write(stanza.document_element()).value());
    }

private:
    const StanzaWriter& writer_;
    Outbox& outbox_;
};

} // namespace bascule::xmpp
