#include "xmpp_component/component.hpp"

#include "bridge/ports/outage.hpp"
#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/iq/caps.hpp"
#include "xmpp_component/iq/handlers.hpp"
#include "xmpp_component/muc/room_traits.hpp"
#include "xmpp_component/muc/self_ping.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <utility>

namespace bascule::xmpp {

namespace asio = boost::asio;

Component::Component(asio::any_io_executor executor, ComponentOptions options, bridge::XmppInbox& inbox,
                     bridge::Metrics& metrics)
    : options_{std::move(options)},
      inbox_{inbox},
      metrics_{metrics},
      clock_{executor},
      outbox_{executor, metrics, options_.limits.outbox_bytes},
      writer_{options_.domain, options_.limits.stanza_bytes},
      sink_{writer_, outbox_},
      stamps_{sink_},
      tracker_{executor, sink_, clock_, metrics},
      responder_{executor, options_.domain, make_iq_table(options_.software),
                 inbox,    sink_,           options_.limits.requests_at_once},
      joins_{executor, stamps_, clock_, metrics, options_.timing.join},
      archive_{tracker_, options_.timing.archive},
      muc_client_{tracker_, sink_, options_.timing.answer},
      avatars_{tracker_, options_.timing.answer},
      privileges_{options_.domain, tracker_, options_.timing.answer},
      caps_{executor, tracker_, options_.timing.answer},
      arrivals_{options_.domain,
                {listeners_, tracker_, responder_, joins_, archive_, inbox, handlers_, chat_signs_, caps_}},
      link_{executor, options_, outbox_, clock_, *this} {
    privileges_.listen(handlers_);
    metrics_.set("xmpp_component_connected", {}, 0);
}

bridge::Task<void> Component::run() {
    std::exception_ptr ended;
    try {
        co_await link_.run();
    } catch (...) { // told on when the answers under way have ended
        ended = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await responder_.stop();
    co_await caps_.stop();
    std::rethrow_exception(ended);
}

bool Component::is_wanted(const StanzaOpening& opening) const {
    return listeners_.is_wanted(opening);
}

void Component::on_up() {
    ++session_;
    metrics_.add("xmpp_component_reconnects_total", {}, 1);
    metrics_.set("xmpp_component_connected", {}, 1);
    inbox_.on_connected();
}

void Component::on_down() {
    metrics_.set("xmpp_component_connected", {}, 0);
    tracker_.give_up_all();
    joins_.give_up_all();
    privileges_.forget_all();
    caps_.forget_all();
    inbox_.on_disconnected();
}

bridge::Task<void> Component::take(std::vector<Stanza> stanzas) {
    co_await arrivals_.take(std::move(stanzas));
}

bridge::Task<void> Component::watch() {
    std::optional<StreamFailure> failure;
    while (!failure) {
        co_await clock_.elapse(options_.timing.ping_every);
        try {
            co_await ping_through("ping");
        } catch (const bridge::Outage&) {
            failure =
                StreamFailure{.kind = StreamFailure::Kind::silent, .words = "the XMPP server does not answer any more"};
        }
    }
    throw StreamBroken{std::move(*failure)};
}

// A stanza to ourselves goes to the server's router and comes back, which every server does and none needs to be
// configured for; and since a stream is ordered, it comes back after all before it has been taken.
bridge::Task<void> Component::ping_through(std::string kind) {
    IqQuestion question{.kind = std::move(kind), .deadline = options_.timing.answer};
    const auto reply = co_await tracker_.ask(encode_ping(options_.domain, options_.domain), std::move(question));
    if (reply.error) {
        throw bridge::Outage{"the XMPP server does not route to us: " + reply.error->condition};
    }
}

bridge::Task<void> Component::barrier() {
    co_await ping_through("barrier");
}

bridge::Task<void> Component::send(bridge::OutgoingMessage message) {
    // XEP-0045 §7.5: a private message is marked, so that it is answered through the MUC.
    const bool is_private = !message.is_groupchat && !message.to.is_bare() && listeners_.is_room(message.to.bare());
    auto document = encode_within(std::move(message), writer_.most_bytes());
    if (is_private) {
        add(document.document_element(), "x", ns::muc_user);
    }
    co_await sink_.send(document);
}

bridge::Task<void> Component::send(bridge::OutgoingPresence presence) {
    const auto document = encode(presence, puppet_caps());
    co_await stamps_.send(document);
}

bridge::Task<void> Component::acknowledge(mapping::Jid from, mapping::Jid to, std::string message_id) {
    const auto document = encode_receipt(from, to, message_id);
    co_await sink_.send(document);
}

bridge::Task<void> Component::bounce(mapping::Jid from, mapping::Jid to, std::string message_id,
                                     bridge::StanzaError error) {
    // A MUC puts out whoever answers it with an error.
    if (listeners_.is_room(to.bare())) {
        co_return;
    }
    const auto document = encode_bounce(from, to, message_id, error);
    co_await sink_.send(document);
}

bridge::Task<void> Component::refuse_presence(mapping::Jid from, mapping::Jid to, bridge::StanzaError error) {
    const auto document = encode_presence_error(from, to, error);
    co_await sink_.send(document);
}

bridge::Task<bridge::JoinOutcome> Component::join(bridge::JoinRequest request) {
    co_return co_await joins_.join(std::move(request));
}

bridge::Task<void> Component::leave(mapping::Jid occupant, mapping::Jid room, std::string nick, std::string reason) {
    const auto seat = room.with_resource(nick);
    if (!seat) { // nobody can sit there
        co_return;
    }
    const bridge::OutgoingPresence presence{.from = std::move(occupant),
                                            .to = *seat,
                                            .kind = bridge::PresenceKind::unavailable,
                                            .nick = {},
                                            .status = std::move(reason)};
    const auto document = encode(presence, {});
    co_await sink_.send(document);
}

bridge::Task<std::optional<bool>> Component::is_joined(mapping::Jid occupant, mapping::Jid room, std::string nick) {
    const auto seat = room.with_resource(nick);
    if (!seat) {
        co_return false;
    }
    IqQuestion question{.kind = "self-ping", .deadline = options_.timing.answer};
    const auto reply = co_await tracker_.ask(encode_ping(occupant, *seat), std::move(question));
    co_return judge_self_ping(reply);
}

bridge::Task<std::optional<bridge::RoomTraits>> Component::describe(mapping::Jid room, mapping::Jid asker) {
    IqQuestion question{.kind = "describe", .deadline = options_.timing.answer};
    const auto reply = co_await tracker_.ask(encode_info_request(asker, room), std::move(question));
    if (reply.error && is_undecided(*reply.error)) {
        throw bridge::Outage{"asking " + room.str() + " what it is: " + reply.error->condition};
    }
    if (reply.error) {
        co_return std::nullopt;
    }
    co_return decode_room_traits(reply.root());
}

bridge::Task<bridge::ArchivePage> Component::archive(bridge::ArchiveRequest request) {
    co_return co_await archive_.fetch(std::move(request));
}

void Component::set_avatar(const mapping::Jid& puppet, std::string hash) {
    stamps_.set_hash(puppet, std::move(hash));
}

bridge::Task<bridge::JoinOutcome> Component::change_nick(bridge::JoinRequest request, std::string old_nick) {
    co_return co_await joins_.change_nick(std::move(request), std::move(old_nick));
}

bridge::Task<bridge::ArchivePage> Component::latest(mapping::Jid muc, mapping::Jid asker, int at_most) {
    co_return co_await archive_.latest(std::move(muc), std::move(asker), at_most);
}

void Component::elect_listener(mapping::Jid room, std::optional<mapping::Jid> occupant) {
    listeners_.elect(room, std::move(occupant));
}

} // namespace bascule::xmpp
