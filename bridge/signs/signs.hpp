#pragma once

#include "bridge/signs/direct_signs.hpp"
#include "bridge/signs/muc_signs.hpp"

#include <string>
#include <utility>

namespace bascule::bridge {

/// All signs: each goes to those who know what to do with it.
class Signs final : public RoomSignInbox, public ChatSignInbox {
public:
    Signs(const boost::asio::any_io_executor& executor, DirectSigns::Ports direct, MucSigns::Ports mucs)
        : direct_{executor, direct}, mucs_{executor, mucs} {}

    void on_typing(TypingNews news) override {
        direct_.on_typing(news);
        mucs_.on_typing(std::move(news));
    }
    void on_read(ReadNews news) override {
        direct_.on_read(news);
        mucs_.on_read(std::move(news));
    }
    void on_chat_state(SignPath path, bool is_composing) override {
        of(path).on_chat_state(std::move(path), is_composing);
    }
    void on_displayed(SignPath path, std::string message_id) override {
        of(path).on_displayed(std::move(path), std::move(message_id));
    }
    Task<void> stop() {
        co_await direct_.stop();
        co_await mucs_.stop();
    }

private:
    ChatSignInbox& of(const SignPath& path) { return path.is_groupchat ? static_cast<ChatSignInbox&>(mucs_) : direct_; }

    DirectSigns direct_;
    MucSigns mucs_;
};

} // namespace bascule::bridge
