#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"
#include "bridge/muc/ghost_members.hpp"
#include "bridge/muc/roster.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/journal.hpp"
#include "bridge/ports/muc_history.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// Reads the messages of one MUC into the journal, without a gap and in order. After every (re)connection it first
/// fetches what was missed, and holds back what arrives live until that is in. A message of ours that comes back proves
/// that it arrived: its row is finished in the same commit that moves the reading position past it.
class MucReader {
public:
    struct Ports {
        XmppServer& xmpp;
        Journal& journal;
        const StanzaCodec& codec;
        Clock now;
        MucHistory& history;
        MessageLinks& links;
    };
    struct People {
        const Roster& roster;
        GhostMembers& ghosts;
        mapping::UserId bot;
    };

    MucReader(const boost::asio::any_io_executor& executor, Ports ports, People people, Portal portal);

    /// A groupchat message that just arrived; what it means goes into the commit, or is held back.
    Task<void> take(GroupMessage message, std::string xml, JournalCommit& commit);
    /// The subject ends what the MUC sends to a joiner (XEP-0045 §7.2.15).
    void on_subject();
    /// What of the MUC's messages can be believed: only ids that it says it sets itself (XEP-0359 §5, XEP-0421 §5).
    void trust(const RoomTraits& traits) { traits_ = traits; }
    /// Takes out of a message what is not to be believed.
    void believe(GroupMessage& message) const;
    /// From now on hold back; the stream is gone, or new.
    void suspend();
    /// Where to ask for history from, for a MUC without archive. Throws Outage.
    Task<HistoryWish> history_wish();
    /// Fetches the gap, then lets through what was held back. Throws Outage; then it is called again.
    Task<void> catch_up(mapping::Jid asker);
    /// Whether the MUC has been followed before. Throws Outage.
    Task<bool> has_begun();
    /// Marks now as the point from which the MUC is followed; the next catch_up() takes so many messages from before.
    Task<void> begin(int backfill);
    /// Messages from before begin() that have been put into the journal.
    std::size_t backfilled() const noexcept { return backfilled_; }

    /// A stanza of ours that is on its way into the MUC.
    struct Own {
        std::string message_id;
        mapping::UserId sender;
        std::optional<mapping::EventId> event{}; ///< by which it is remembered; nothing for what is no message
        std::string row{}; ///< the key of the journal row that is done when it comes back; empty: more follows
    };
    void expect(Own own);
    /// Links of our own messages that came back since last asked.
    std::vector<MessageLink> take_reflections();
    /// They could not be remembered now; they are handed out again.
    void give_back(std::vector<MessageLink> reflections);

private:
    struct Held {
        GroupMessage message;
        std::string xml;
    };

    Task<void> enter(GroupMessage message, std::string xml, JournalCommit& commit);
    Task<void> finish_own(GroupMessage message, JournalCommit& commit);
    Task<std::optional<Own>> own_of(std::string message_id);
    void move_position(const GroupMessage& message, JournalCommit& commit) const;
    bool is_own(const GroupMessage& message) const;
    Roster::Entry speaker_of(const GroupMessage& message) const;
    Task<void> fetch_archive(mapping::Jid asker);
    Task<void> take_backfill(mapping::Jid asker);
    Task<void> enter_unknown(GroupMessage message, std::string xml, JournalCommit& commit);
    Task<bool> is_known(const GroupMessage& message);
    Task<void> await_end_of_history();
    Task<void> release_held();
    QueueName queue() const { return {Side::xmpp, portal_.address.str()}; }

    Ports ports_;
    People people_;
    Portal portal_;
    RoomTraits traits_;
    bool is_holding_ = true;
    bool has_overrun_ = false;
    int backfill_ = 0; // still to be taken
    std::size_t backfilled_ = 0;
    bool has_subject_ = false;
    Signal subject_seen_;
    std::deque<Held> held_;
    std::map<std::string, Own> expected_; // by the stanza's id
    std::deque<std::string> expected_order_;
    std::vector<MessageLink> reflections_;
};

} // namespace bascule::bridge
