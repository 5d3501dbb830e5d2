// The part of GatewayRoom that shows what is said and done in the Matrix room.
#include "bridge/gateway/gateway_room.hpp"
#include "bridge/gateway/refusal.hpp"
#include "mapping/occupant_id.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::size_t most_said = 1'000;
// Everybody who is in hears every sign: in a crowd that is noise.
constexpr std::size_t largest_circle = 50;

mapping::Redaction* moderation_in(std::optional<mapping::Act>& act) {
    auto* const redaction = act ? std::get_if<mapping::Redaction>(&*act) : nullptr;
    const bool is_by_moderator = redaction != nullptr && redaction->by == mapping::Redaction::By::moderator;
    return is_by_moderator ? redaction : nullptr;
}

} // namespace

// A ghost speaks for somebody of XMPP, who was judged by his own address.
bool GatewayRoom::is_blocked(const mapping::UserId& user) const {
    const bool is_ours = user == world_.ghosts.bot() || world_.names.names().is_ghost(user);
    return !is_ours && world_.policy.permissions.of(user) == mapping::Permission::block;
}

Task<std::string> GatewayRoom::occupant_id_of(mapping::UserId user) {
    const auto person = co_await person_of(std::move(user));
    co_return mapping::occupant_id(world_.secret, address_, person);
}

Task<std::string> GatewayRoom::nick_of(mapping::UserId user, std::string name) {
    const auto gone = gone_.find(user);
    const auto* const member = occupants_.find(user);
    if (member != nullptr && member->is_shown) {
        co_return member->nick;
    }
    if (gone != gone_.end()) {
        co_return gone->second.nick;
    }
    co_return occupants_.nick_for(user, member != nullptr ? member->name : name);
}

// Who said it here gets it back under the id that he gave it (XEP-0045 §7.4); the key ends with it. Empty for what was
// not said here.
std::string GatewayRoom::own_id(const MatrixEvent& event) const {
    const auto own_prefix = address_.str() + ' ';
    if (!world_.names.names().is_ghost(event.sender) || !event.sent_key.starts_with(own_prefix)) {
        return {};
    }
    const auto end_of_mark = event.sent_key.find(' ', own_prefix.size());
    return end_of_mark == std::string::npos ? std::string{} : event.sent_key.substr(end_of_mark + 1);
}

Task<Crossing> GatewayRoom::crossing_of(MatrixEvent event, std::string nick, When when) {
    const MatrixSaying saying{event.id, event.sender, std::move(nick), event.at_ms};
    const bool is_ghost = world_.names.names().is_ghost(event.sender);
    if (when == When::then) {
        co_return co_await world_.conversations.shown_again(saying, std::move(event), venue());
    }
    if (!own_id(event).empty()) {
        auto crossing = co_await world_.conversations.shown_again(saying, std::move(event), venue());
        co_return co_await world_.conversations.gathered(std::move(crossing), venue());
    }
    auto outward = co_await world_.conversations.to_xmpp(saying, std::move(event), venue());
    if (!is_ghost) {
        co_await world_.feedback.tell_user(world_.ghosts.bot(), venue(), saying, outward.crossing.losses);
    }
    co_return std::move(outward.crossing);
}

Task<std::vector<SeatMessage>> GatewayRoom::as_seen(MatrixEvent event, std::string name, When when) {
    const auto nick = co_await nick_of(event.sender, std::move(name));
    const auto occupant_id = co_await occupant_id_of(event.sender);
    if (const auto* const tombstone = std::get_if<Tombstone>(&event.content)) {
        auto buried = co_await tombstone_for(event, *tombstone, nick);
        co_return std::vector{std::move(buried)};
    }
    const auto id = event.id;
    const auto given = own_id(event);
    auto crossing = co_await crossing_of(std::move(event), nick, when);
    std::vector<SeatMessage> seen;
    for (auto& passage : crossing.out) {
        const auto stanza_id = message_id_of(id, passage.part);
        SeatMessage message{.to = address_,
                            .from = seat(nick),
                            .id = given.empty() || passage.part > 0 ? stanza_id : given,
                            .message = std::move(passage.message),
                            .stanza_id = stanza_id,
                            .occupant_id = occupant_id,
                            .act = std::move(passage.act)};
        if (auto* const moderation = moderation_in(message.act)) { // XEP-0425 §3.3: the room says it
            moderation->moderator = message.from.str();
            moderation->moderator_occupant_id = occupant_id;
            message.from = address_;
            message.occupant_id.clear();
        }
        seen.push_back(std::move(message));
    }
    co_return seen;
}

Task<SeatMessage> GatewayRoom::tombstone_for(MatrixEvent event, Tombstone tombstone, std::string nick) {
    SeatMessage message{.to = address_,
                        .from = seat(nick),
                        .id = event.id.str(),
                        .message = {},
                        .stanza_id = event.id.str(),
                        .occupant_id = {}};
    message.occupant_id = co_await occupant_id_of(event.sender);
    Retracted retracted{tombstone.redaction, tombstone.at_ms == 0 ? event.at_ms : tombstone.at_ms, tombstone.reason};
    const auto moderator = mapping::UserId::parse(tombstone.by);
    if (moderator && *moderator != event.sender) {
        const auto moderator_nick = co_await nick_of(*moderator, std::string{});
        retracted.moderator = seat(moderator_nick).str();
        retracted.moderator_occupant_id = co_await occupant_id_of(*moderator);
    }
    message.retracted = std::move(retracted);
    co_return message;
}

Task<void> GatewayRoom::on_said(MatrixEvent event) {
    const auto stream = world_.xmpp.session();
    const std::pair mark{event.id, stream};
    const bool is_told = std::ranges::find(said_, mark) != said_.end(); // the row is tried again for another's sake
    if (is_told || is_blocked(event.sender)) {
        co_return;
    }
    if (const auto* const member = occupants_.find(event.sender); member != nullptr && !member->is_shown) {
        auto speaker = *member;
        co_await reveal(std::move(speaker));
    }
    const auto id = event.id;
    const auto messages = co_await as_seen(std::move(event), std::string{}, When::now);
    for (const auto& session : occupants_.sessions()) {
        if (std::ranges::find(told_, std::pair{session, id}) != told_.end()) {
            continue;
        }
        for (const auto& message : messages) {
            auto copy = message;
            copy.to = session;
            co_await world_.service.say(std::move(copy));
        }
    }
    said_.push_back(mark);
    if (said_.size() > most_said) {
        said_.pop_front();
    }
}

std::vector<SignPath> GatewayRoom::sign_paths(const mapping::UserId& user) const {
    std::vector<SignPath> paths;
    const auto* const giver = occupants_.find(user);
    const auto sessions = occupants_.sessions();
    if (giver == nullptr || !giver->is_shown || is_blocked(user) || sessions.size() > largest_circle) {
        return paths;
    }
    for (const auto& session : sessions) {
        if (std::ranges::find(giver->sessions, session) == giver->sessions.end()) {
            paths.push_back({seat(giver->nick), session, true});
        }
    }
    return paths;
}

Task<std::optional<StanzaError>> GatewayRoom::moderate(mapping::Jid asker, std::string stanza_id, std::string reason) {
    const auto* const found = occupants_.with_session(asker);
    if (found == nullptr || !room_) {
        co_return refused("forbidden", "You are not in this room.");
    }
    const auto moderator = found->user;
    const auto event = event_of_message_id(stanza_id);
    if (!event) {
        co_return refused("item-not-found", "There is no such message in this room.");
    }
    mapping::Redaction redaction{event->str(), mapping::Redaction::By::moderator, std::move(reason)};
    SendToken token{"moderate " + address_.str() + ' ' + moderator.str() + ' ' + event->str(), {}};
    const auto done = co_await world_.homeserver.act(moderator, *room_, std::move(redaction), std::move(token));
    co_return done ? std::nullopt : std::optional{deed_error(done.error())};
}

} // namespace bascule::bridge
