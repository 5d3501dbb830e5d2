#pragma once

#include "bridge/ports/registry.hpp"

#include <functional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// Links of messages as the store keeps them: what is known of a link stays, what was empty is filled in.
class MemoryLinks : public MessageLinks {
public:
    std::vector<MessageLink> rows;

    Task<void> remember(std::vector<MessageLink> links) override;
    Task<std::vector<MessageLink>> of_event(mapping::EventId event) override;
    Task<std::vector<MessageLink>> of_message(mapping::Jid address, std::string message_id) override;
    Task<std::vector<MessageLink>> of_any_id(mapping::Jid address, std::string id) override;
    Task<void> forget_words(mapping::EventId event) override;
    Task<void> set_body(mapping::EventId event, std::string body) override;

private:
    std::vector<MessageLink> all(const std::function<bool(const MessageLink&)>& is_wanted) const;
};

} // namespace bascule::bridge
