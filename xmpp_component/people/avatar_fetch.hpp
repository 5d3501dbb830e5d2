#pragma once

#include "bridge/ports/avatar_source.hpp"
#include "xmpp_component/iq/iq_tracker.hpp"

#include <chrono>
#include <optional>

namespace bascule::xmpp {

/// Asks for the pictures of others. The tracker must outlive it.
class AvatarFetch final : public bridge::AvatarSource {
public:
    AvatarFetch(IqTracker& tracker, std::chrono::milliseconds deadline) : tracker_{tracker}, deadline_{deadline} {}

    bridge::Task<std::optional<bridge::Portrait>> fetch(bridge::AvatarQuestion question) override;

private:
    bridge::Task<IqReply> ask(pugi::xml_document iq);
    bridge::Task<std::optional<bridge::Portrait>> fetch_item(bridge::AvatarQuestion question);
    bridge::Task<std::optional<bridge::Portrait>> fetch_photo(bridge::AvatarQuestion question);

    IqTracker& tracker_;
    std::chrono::milliseconds deadline_;
};

} // namespace bascule::xmpp
