#pragma once

#include "bridge/ports/registry.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// Links as a table. What an event and a message of an address have in common is one link; an event may have several
/// messages, and a message several events. Where the message id is not known yet, the event and the address alone make
/// the link.
class MessageLinkTable final : public bridge::MessageLinks {
public:
    explicit MessageLinkTable(Database& database) : database_{database} {}

    /// All at once. A link that is there gets what was empty; what is known stays.
    Task<void> remember(std::vector<bridge::MessageLink> links) override;
    /// In the order in which they were remembered, as is that of a message.
    Task<std::vector<bridge::MessageLink>> of_event(mapping::EventId event) override;
    Task<std::vector<bridge::MessageLink>> of_message(mapping::Jid address, std::string message_id) override;
    Task<std::vector<bridge::MessageLink>> of_any_id(mapping::Jid address, std::string id) override;
    Task<void> forget_words(mapping::EventId event) override;
    Task<void> set_body(mapping::EventId event, std::string body) override;

private:
    Database& database_;
};

} // namespace bascule::store
