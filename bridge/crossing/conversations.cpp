#include "bridge/crossing/conversations.hpp"

#include "bridge/log.hpp"

#include <utility>

namespace bascule::bridge {

bool is_said(const MatrixEvent& event) {
    const auto& content = event.content;
    return std::holds_alternative<mapping::Message>(content) || std::holds_alternative<mapping::Act>(content) ||
           std::holds_alternative<Pins>(content) || std::holds_alternative<Call>(content) ||
           std::holds_alternative<OtherEvent>(content);
}

std::string key_of_part(const std::string& key, int part) {
    return part == 0 ? key : key + '/' + std::to_string(part);
}

Task<Outward> Conversations::to_xmpp(MatrixSaying saying, MatrixEvent event, Venue venue) {
    const auto* const message = std::get_if<mapping::Message>(&event.content);
    const auto original = message == nullptr ? std::optional<mapping::Message>{} : *message;
    Outward outward;
    auto crossing = co_await to_xmpp_.cross(saying, std::move(event), venue);
    outward.crossing = co_await gathered(std::move(crossing), venue);
    if (!original) {
        co_return outward;
    }
    outward.links = ToXmpp::links_of(saying, *original, outward.crossing, venue);
    auto links = outward.links;
    co_await memory_.links.remember(std::move(links));
    const auto corrected = mapping::EventId::parse(original->replaces);
    if (corrected && !outward.links.empty()) {
        auto begins = outward.links.back().body;
        co_await memory_.links.set_body(*corrected, std::move(begins));
    }
    co_return outward;
}

Task<Crossing> Conversations::shown_again(MatrixSaying saying, MatrixEvent event, Venue venue) {
    co_return co_await to_xmpp_.cross(std::move(saying), std::move(event), venue);
}

Task<bool> Conversations::may_cross(mapping::Feature feature, mapping::Direction direction, mapping::Jid address) {
    const auto table = co_await memory_.rules.table();
    const auto decision = table.decide(feature, direction, {address.str(), std::string{address.domain()}});
    co_return decision.action != mapping::Action::drop&& decision.action != mapping::Action::reject;
}

Task<Crossing> Conversations::gathered(Crossing crossing, Venue venue) {
    if (!crossing.line) {
        co_return crossing;
    }
    const bool may_say = pace_.may_say(venue.address, crossing.line->name);
    co_await memory_.reactions.set_told(crossing.line->target, crossing.line->actor, crossing.line->name);
    if (!may_say) {
        log(LogPart::bridge).info("{}: a reaction is not said, since there are too many", venue.address.str());
        std::erase_if(crossing.out, [](const Passage& passage) { return !passage.act; });
    }
    co_return crossing;
}

Task<Crossing> Conversations::to_matrix(XmppSaying saying, mapping::Message message, std::optional<mapping::Act> act,
                                        Venue venue) {
    if (act) {
        auto crossing = co_await to_matrix_.cross(std::move(saying), std::move(*act), venue);
        co_return co_await gathered(std::move(crossing), venue);
    }
    co_return co_await to_matrix_.cross(std::move(saying), std::move(message), venue);
}

Task<void> Conversations::remember(XmppSaying saying, std::optional<mapping::Message> original, Passage passage,
                                   mapping::EventId event, Venue venue) {
    co_await to_matrix_.remember(std::move(saying), std::move(original), std::move(passage), std::move(event), venue);
}

Task<Answer<mapping::EventId>> send_passage(Homeserver& homeserver, mapping::UserId as, mapping::RoomId room,
                                            Passage passage, SendToken token) {
    if (passage.act) {
        co_return co_await homeserver.act(std::move(as), std::move(room), std::move(*passage.act), std::move(token));
    }
    co_return co_await homeserver.send(std::move(as), std::move(room), std::move(passage.message), std::move(token));
}

} // namespace bascule::bridge
