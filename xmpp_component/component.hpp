#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/muc_history.hpp"
#include "bridge/ports/puppet_looks.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "xmpp_component/arrivals.hpp"
#include "xmpp_component/component_options.hpp"
#include "xmpp_component/message_handlers.hpp"
#include "xmpp_component/muc/muc_client.hpp"
#include "xmpp_component/people/avatar_fetch.hpp"
#include "xmpp_component/people/avatar_stamps.hpp"
#include "xmpp_component/people/chat_signs.hpp"
#include "xmpp_component/people/personal_bookmarks.hpp"
#include "xmpp_component/people/privileges.hpp"
#include "xmpp_component/stream/checked_sink.hpp"
#include "xmpp_component/stream/link.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace bascule::xmpp {

/// The bridge's place on an XMPP server (XEP-0114).
class Component final : public bridge::XmppServer,
                        public bridge::MucHistory,
                        public bridge::PuppetLooks,
                        private LinkUser {
public:
    /// Inbox and metrics must outlive it; and it must outlive every call to it and run().
    Component(boost::asio::any_io_executor executor, ComponentOptions options, bridge::XmppInbox& inbox,
              bridge::Metrics& metrics);
    Component(const Component&) = delete;
    Component& operator=(const Component&) = delete;
    Component(Component&&) = delete;
    Component& operator=(Component&&) = delete;
    ~Component() override = default;

    /// Keeps the stream up until cancelled. Then what was sent is written out and the stream closed in good order,
    /// which takes ComponentTiming::close at most.
    bridge::Task<void> run();

    /// Where those who answer more requests register, before run(), and where what they say beside their answers goes.
    IqTable& requests() noexcept { return responder_.table(); }
    /// Must outlive it.
    void guard_seats_by(const bridge::SeatPrivacy& privacy) noexcept { responder_.guard_by(privacy); }
    StanzaSink& sink() noexcept { return sink_; }
    /// Who takes messages that are for the bridge itself; to be completed before run().
    MessageHandlers& handlers() noexcept { return handlers_; }
    ChatSignDesk& chat_signs() noexcept { return chat_signs_; }
    const bridge::Capabilities& capabilities() const noexcept { return caps_; }
    bridge::AvatarSource& avatars() noexcept { return avatars_; }
    bridge::Rosters& rosters() noexcept { return privileges_; }
    bridge::Bookmarks& bookmarks() noexcept { return bookmarks_; }

    bool is_connected() const override { return outbox_.is_open(); }
    std::uint64_t session() const override { return session_; }
    bridge::Task<void> send(bridge::OutgoingMessage message) override;
    bridge::Task<void> send(bridge::OutgoingPresence presence) override;
    bridge::Task<void> acknowledge(mapping::Jid from, mapping::Jid to, std::string message_id) override;
    bridge::Task<void> refuse_presence(mapping::Jid from, mapping::Jid to, bridge::StanzaError error) override;
    bridge::Task<void> bounce(mapping::Jid from, mapping::Jid to, std::string message_id,
                              bridge::StanzaError error) override;
    bridge::Task<void> barrier() override;
    bridge::Task<bridge::JoinOutcome> join(bridge::JoinRequest request) override;
    bridge::Task<void> leave(mapping::Jid occupant, mapping::Jid room, std::string nick, std::string reason) override;
    bridge::Task<std::optional<bool>> is_joined(mapping::Jid occupant, mapping::Jid room, std::string nick) override;
    bridge::Task<std::optional<bridge::RoomTraits>> describe(mapping::Jid room, mapping::Jid asker) override;
    bridge::Task<bridge::ArchivePage> archive(bridge::ArchiveRequest request) override;
    bridge::Task<bridge::ArchivePage> latest(mapping::Jid muc, mapping::Jid asker, int at_most) override;
    void elect_listener(mapping::Jid room, std::optional<mapping::Jid> occupant) override;
    void set_avatar(const mapping::Jid& puppet, std::string hash) override;
    bridge::Task<bridge::JoinOutcome> change_nick(bridge::JoinRequest request, std::string old_nick) override;

    /// What ours ask of MUCs beyond being in them.
    MucClient& muc_client() noexcept { return muc_client_; }

private:
    bool is_wanted(const StanzaOpening& opening) const override;
    void on_up() override;
    void on_down() override;
    bridge::Task<void> take(std::vector<Stanza> stanzas) override;
    bridge::Task<void> watch() override;
    /// Pings ourselves through the server.
    bridge::Task<void> ping_through(std::string kind);

    ComponentOptions options_;
    bridge::XmppInbox& inbox_;
    bridge::Metrics& metrics_;
    std::uint64_t session_ = 0;
    ReadingClock clock_;
    Outbox outbox_;
    StanzaWriter writer_;
    CheckedSink sink_;
    AvatarStamps stamps_;
    ElectedListeners listeners_;
    IqTracker tracker_;
    IqResponder responder_;
    JoinTracker joins_;
    Archive archive_;
    MucClient muc_client_;
    AvatarFetch avatars_;
    Privileges privileges_;
    PersonalBookmarks bookmarks_{privileges_};
    MessageHandlers handlers_;
    ChatSignDesk chat_signs_{sink_};
    PeerCaps caps_;
    Arrivals arrivals_;
    Link link_;
};

} // namespace bascule::xmpp
