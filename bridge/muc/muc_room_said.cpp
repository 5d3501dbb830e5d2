// The part of MucRoom that carries into the MUC what is said and done in the Matrix room.
#include "bridge/async/counted.hpp"
#include "bridge/muc/muc_room.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

// Everybody who is in hears every sign: in a crowd that is noise.
constexpr std::size_t largest_circle = 50;

bool is_moderation(const Passage& passage) {
    const auto* const redaction = passage.act ? std::get_if<mapping::Redaction>(&*passage.act) : nullptr;
    return redaction != nullptr && redaction->by == mapping::Redaction::By::moderator;
}

} // namespace

std::vector<SignPath> MucRoom::sign_paths(const mapping::UserId& user) const {
    const auto occupant = seats_.occupant_of(user);
    const auto hearers = roster_.count() + seats_.joined_count();
    const bool is_heard = is_in_ && occupant && roster_.count() > 0 && hearers <= largest_circle;
    return is_heard ? std::vector{SignPath{*occupant, portal_.address, true}} : std::vector<SignPath>{};
}

Task<std::optional<mapping::UserId>> MucRoom::ghost_in(std::string nick) {
    const Counted visit{visitors_, changed_};
    const auto* const found = roster_.is_ours(nick) ? nullptr : roster_.find(nick);
    if (found == nullptr) {
        co_return std::nullopt;
    }
    const auto entry = *found;
    auto ghost = co_await ghosts_.ghost_of(entry);
    co_return std::move(ghost);
}

Task<Delivery> MucRoom::say(MatrixEvent event, Before before) {
    const Counted visit{visitors_, changed_};
    if (world_.now() < pause_until_ms_) {
        throw Outage{portal_.address.str() + " asks to wait"};
    }
    if (!is_in_) {
        co_await await_in();
        // Catching up may have shown that this very message is in the MUC already.
        throw Outage{portal_.address.str() + " was entered again"};
    }
    if (!may_have_puppet(event.sender)) {
        if (told_blocked_.insert(event.sender).second) {
            co_await notices_.tell(world_.ghosts.bot(), portal_.room, "blocked " + event.id.str(),
                                   event.sender.str() + ": the bridge's admin does not allow you to use it.");
        }
        co_return Delivery{Delivery::State::parked, "blocked"};
    }
    const auto place = co_await seats_.take(event.sender);
    if (place.refusal) {
        co_await tell_unheard(event.sender, *place.refusal);
        co_return Delivery{Delivery::State::parked, place.refusal->condition};
    }
    const MatrixSaying saying{event.id, event.sender, place.nick, event.at_ms};
    auto outward = co_await world_.conversations.to_xmpp(saying, event, venue());
    const auto session = world_.xmpp.session();
    if (before.session.value_or(session) != session || !is_in_) {
        throw Outage{"what was said before may be lost"};
    }
    co_await world_.feedback.tell_user(world_.ghosts.bot(), venue(), saying, outward.crossing.losses);
    const bool is_anything = !outward.crossing.out.empty();
    co_await hand_over(std::move(event), std::move(outward), place, before.doubt);
    if (!is_anything) {
        co_return Delivery{};
    }
    co_return Delivery{.state = Delivery::State::handed_on, .reason = {}, .was_there = false, .session = session};
}

// Of the parts of a message some may be in the MUC already.
Task<std::set<std::string>> MucRoom::seen_parts(mapping::EventId event) {
    std::set<std::string> seen;
    for (const auto& link : co_await world_.links.of_event(std::move(event))) {
        if (link.address == portal_.address && !link.stanza_id.empty()) {
            seen.insert(link.message_id);
        }
    }
    co_return seen;
}

Task<void> MucRoom::hand_over(MatrixEvent event, Outward outward, PuppetSeats::Place place, Doubt doubt) {
    auto& passages = outward.crossing.out;
    std::set<std::string> seen;
    if (doubt == Doubt::maybe_there && passages.size() > 1) {
        seen = co_await seen_parts(event.id);
    }
    for (std::size_t number = 0; number < passages.size(); ++number) {
        auto passage = std::optional{std::move(passages[number])};
        if (is_moderation(*passage)) {
            passage = co_await moderate_there(std::move(*passage), place.occupant);
        }
        const auto id = message_id_of(event.id, static_cast<int>(number));
        if (!passage || seen.contains(id)) {
            continue;
        }
        MucReader::Own own{id, event.sender};
        const auto link = std::ranges::find(outward.links, id, &MessageLink::message_id);
        if (link != outward.links.end()) {
            own.event = link->event;
        }
        own.row = number + 1 == passages.size() ? event.id.str() : std::string{};
        reader_.expect(std::move(own));
        OutgoingMessage out{.from = place.occupant,
                            .to = portal_.address,
                            .is_groupchat = true,
                            .id = id,
                            .message = std::move(passage->message),
                            .nick = {},
                            .wants_receipt = false,
                            .act = std::move(passage->act)};
        co_await world_.xmpp.send(std::move(out));
    }
}

// A Matrix user's message is taken back from his own seat. For what occupants have said it takes a moderator: the
// user's puppet, else the bot. Returns what is to be said instead.
Task<std::optional<Passage>> MucRoom::moderate_there(Passage passage, mapping::Jid occupant) {
    auto redaction = std::get<mapping::Redaction>(*passage.act);
    const auto author = mapping::UserId::parse(passage.author);
    if (author && seats_.is_joined(*author)) {
        const auto place = co_await seats_.take(*author);
        if (!place.refusal) {
            redaction.by = mapping::Redaction::By::author;
            OutgoingMessage out{.from = place.occupant,
                                .to = portal_.address,
                                .is_groupchat = true,
                                .id = "retract " + redaction.target,
                                .message = {},
                                .nick = {},
                                .act = redaction};
            co_await world_.xmpp.send(std::move(out));
            co_return std::nullopt;
        }
    }
    for (const auto& as : {occupant, world_.bot}) {
        const auto refusal =
            co_await world_.moderation.muc_admin.moderate(as, portal_.address, redaction.target, redaction.reason);
        if (!refusal) {
            co_return std::nullopt;
        }
    }
    passage.message = {mapping::MessageKind::text, passage.otherwise};
    passage.act.reset();
    co_return passage;
}

} // namespace bascule::bridge
