#pragma once

#include "mapping/jid.hpp"
#include "xmpp_component/stream/stanza_sink.hpp"

#include <map>
#include <string>

namespace bascule::xmpp {

/// A way out on which every available presence gets the hash of its sender's avatar (XEP-0153 §3.1), as a server would
/// put it there for its users (XEP-0398). The sink behind it must outlive it.
class AvatarStamps final : public StanzaSink {
public:
    explicit AvatarStamps(StanzaSink& out) : out_{out} {}

    /// An empty hash says that there is none; of whom nothing was set nothing is said.
    void set_hash(const mapping::Jid& sender, std::string hash) {
        hashes_.insert_or_assign(sender.bare(), std::move(hash));
    }
    bridge::Task<void> send(const pugi::xml_document& stanza) override;

private:
    const std::string* hash_for(const pugi::xml_document& stanza) const;

    StanzaSink& out_;
    std::map<mapping::Jid, std::string> hashes_; // by bare JID
};

} // namespace bascule::xmpp
