#pragma once

#include "bridge/app/translate/dry_people.hpp"
#include "bridge/ports/registry.hpp"
#include "mapping/features/feature_table.hpp"
#include "mapping/names.hpp"
#include "mapping/result.hpp"

#include <string_view>
#include <vector>

namespace bascule::app {

/// What a live bridge would know of a conversation.
struct DryContext {
    bridge::Portal portal;
    mapping::Names names;
    DryPeople people;
    std::vector<bridge::MessageLink> links;
    mapping::FeatureTable rules;

    bool is_muc() const noexcept { return portal.kind != bridge::PortalKind::direct; }
    /// Whom a JID of the XMPP side is in Matrix: a member, else the ghost made for him.
    mapping::UserId speaker_of(const mapping::Jid& from) const;
};

/// From JSON; `{}` is a plumbed room without anybody in it. Fails, naming the member, on what cannot be read.
mapping::Result<DryContext> read_context(std::string_view json);

} // namespace bascule::app
