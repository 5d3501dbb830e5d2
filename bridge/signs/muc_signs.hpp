#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/gateway/gateway_rooms.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/ports/conversation.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/signs.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bascule::bridge {

/// Typing and reading in rooms with a MUC, somebody else's or ours, both ways.
class MucSigns final : public RoomSignInbox, public ChatSignInbox {
public:
    struct Ports {
        RoomSigns& room_signs;
        ChatSigns& chat_signs;
        MessageLinks& links;
        MappingRules& rules;
        MucRooms& mucs;
        GatewayRooms& hosted;
    };

    MucSigns(const boost::asio::any_io_executor& executor, Ports ports);

    void on_typing(TypingNews news) override;
    void on_read(ReadNews news) override;
    void on_chat_state(SignPath path, bool is_composing) override;
    void on_displayed(SignPath path, std::string message_id) override;
    Task<void> stop() { co_await tasks_.stop(); }

private:
    /// Who has given a sign in a MUC, and in which room it is seen.
    struct Giver {
        mapping::UserId user;
        mapping::RoomId room;
    };

    void spawn(std::string name, Task<void> task);
    std::vector<SignPath> paths_of(const mapping::RoomId& room, const mapping::UserId& user, mapping::Feature feature,
                                   const mapping::FeatureTable& table);
    Task<std::optional<Giver>> giver_of(SignPath path, mapping::Feature feature);
    Task<void> show_typing(mapping::RoomId room);
    Task<void> show_read(ReadNews news);
    Task<void> type(SignPath path, bool is_composing);
    Task<void> read(SignPath path, std::string stanza_id);
    Task<std::optional<mapping::EventId>> event_of(mapping::Jid muc, mapping::RoomId room, std::string stanza_id);
    Task<std::string> stanza_id_at(mapping::Jid muc, mapping::EventId event);

    Ports ports_;
    std::map<mapping::RoomId, std::set<mapping::UserId>> typing_; // who writes now, ghosts too
    std::map<mapping::RoomId, std::set<mapping::UserId>> told_;   // of whom that has been told
    std::set<mapping::Jid> composing_;                            // by whom it was told that they write
    TaskGroup tasks_;
};

} // namespace bascule::bridge
