#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/puppet_keeper.hpp"
#include "bridge/ports/conversation.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/signs.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <map>
#include <set>
#include <string>
#include <utility>

namespace bascule::bridge {

/// Typing and reading in direct chats, both ways.
class DirectSigns final : public RoomSignInbox, public ChatSignInbox {
public:
    struct Ports {
        RoomSigns& room_signs;
        ChatSigns& chat_signs;
        Portals& portals;
        MessageLinks& links;
        MappingRules& rules;
        NameBook& names;
        PuppetKeeper& puppets;
    };

    DirectSigns(const boost::asio::any_io_executor& executor, Ports ports);

    void on_typing(TypingNews news) override;
    void on_read(ReadNews news) override;
    void on_chat_state(SignPath path, bool is_composing) override;
    void on_displayed(SignPath path, std::string message_id) override;
    Task<void> stop() { co_await tasks_.stop(); }

private:
    using Chat = std::pair<mapping::Jid, mapping::Jid>; // contact and puppet, both bare

    void spawn(std::string name, Task<void> task);
    Task<bool> may_cross(mapping::Feature feature, mapping::Direction direction, mapping::Jid peer);
    Task<void> show_typing(mapping::RoomId room);
    Task<void> show_read(ReadNews news);
    Task<void> type(mapping::Jid from, mapping::Jid to, bool is_composing);
    Task<void> read(mapping::Jid from, mapping::Jid to, std::string message_id);

    Ports ports_;
    std::map<mapping::RoomId, std::set<mapping::UserId>> typing_; // Matrix users who write now
    std::set<mapping::RoomId> told_;                              // rooms whose contact has been told so
    std::map<Chat, bool> composing_; // contacts who know chat states, and whether they write
    TaskGroup tasks_;
};

} // namespace bascule::bridge
