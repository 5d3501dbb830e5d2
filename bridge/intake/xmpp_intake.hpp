#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/direct/subscriptions.hpp"
#include "bridge/gateway/gateway_rooms.hpp"
#include "bridge/intake/answer_pace.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/name_book.hpp"
#include "bridge/ports/journal.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <variant>

namespace bascule::bridge {

/// Takes what the component's stream brings: messages into the journal, presence to whom it concerns.
class XmppIntake final : public XmppInbox {
public:
    /// How long it waits between two tries of what met an outage.
    struct Pace {
        std::chrono::milliseconds first_retry{100};
        std::chrono::milliseconds last_retry{5'000};
    };

    XmppIntake(MucRooms& mucs, Subscriptions& subscriptions, Metrics& metrics, Pace pace);

    /// Takes what is for MUCs of ours there; they must outlive it.
    void host(GatewayRooms& rooms) noexcept { hosted_ = &rooms; }
    /// Messages to the bridge that are orders go their way as what is said to people does; to be called before any
    /// come.
    void tell_orders_by(std::function<bool(const ChatMessage&)> is_order) { is_order_ = std::move(is_order); }

    void on_connected() override;
    void on_disconnected() override;
    Task<void> on_stanzas(std::vector<ArrivedStanza> stanzas) override;
    Task<Addressee> addressee(mapping::Jid jid) override;

    /// Answers presence, in the order in which it came. Runs until cancelled.
    Task<void> answer_presence();

private:
    struct Batch {
        JournalCommit commit;
        std::set<mapping::Jid> mucs; // their rooms may be gone when this is committed
    };

    Task<void> take(ArrivedStanza stanza, Batch& batch);
    Task<void> take_group(GroupMessage message, std::string xml, Batch& batch);
    void take_chat(const ChatMessage& chat, std::string xml, Batch& batch);
    void take_invitation(const MucInvitation& invitation, std::string xml, Batch& batch);
    void take_returned(const ReturnedMessage& returned, std::string xml, Batch& batch);
    void take_presence(const OccupantPresence& presence);
    Task<void> commit(Batch batch);
    Task<Addressee> gateway_room(mapping::Jid address, std::variant<mapping::RoomAlias, mapping::RoomId> room);
    Task<void> after_commit(const mapping::Jid& muc);
    void answer(const ChatMessage& chat, std::string text);
    JournalEntry entry(const StanzaHead& head, std::string queue, std::string key, std::string xml) const;
    const MucWorld& world() const { return mucs_.world(); }

    MucRooms& mucs_;
    Subscriptions& subscriptions_;
    GatewayRooms* hosted_ = nullptr;
    Metrics& metrics_;
    Pace pace_;
    std::function<bool(const ChatMessage&)> is_order_ = [](const ChatMessage&) { return false; };
    std::deque<ContactPresence> presences_;
    std::deque<OutgoingMessage> answers_;
    AnswerPace answer_pace_;
    bool is_announcing_ = false;
    std::uint64_t anonymous_ = 0; // numbers messages without an id
    Signal has_work_;
};

} // namespace bascule::bridge
