#pragma once

#include "bridge/gateway/archive_rooms.hpp"
#include "tests/samples.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// One room with Juliet in it.
class FakeArchiveRooms final : public bridge::ArchiveRooms {
public:
    bridge::Task<std::optional<bridge::ArchiveReader>> reader(mapping::Jid /*room*/, mapping::Jid asker) override {
        const bool is_juliet = asker.bare() == samples::jid("juliet@capulet.example");
        co_return is_juliet ? std::optional{bridge::ArchiveReader{samples::room("!verona:x.example"), ghost}}
                            : std::nullopt;
    }
    bridge::Task<std::vector<bridge::ArchivedMessage>> as_seen(mapping::Jid room, bridge::MatrixEvent event,
                                                               std::string name) override {
        std::vector<bridge::ArchivedMessage> messages;
        if (blocked.contains(event.sender)) {
            co_return messages;
        }
        bridge::SeatMessage said{.to = room,
                                 .from = room.with_resource(name.empty() ? event.sender.localpart() : name).value(),
                                 .id = event.id.str(),
                                 .message = std::get<mapping::Message>(event.content),
                                 .stanza_id = event.id.str(),
                                 .occupant_id = {}};
        messages.push_back({std::move(said), event.at_ms, {}});
        co_return messages;
    }
    bridge::Task<std::optional<mapping::UserId>> user(mapping::Jid /*room*/, mapping::Jid address) override {
        const auto found = users.find(address);
        co_return found == users.end() ? std::nullopt : std::optional{found->second};
    }

    const mapping::UserId ghost = samples::user("@_xmpp_juliet:x.example");
    std::map<mapping::Jid, mapping::UserId> users;
    std::set<mapping::UserId> blocked; ///< whose words are not shown
};

} // namespace bascule::fakes
