#include "bridge/crossing/known_message.hpp"

#include "bridge/crossing/to_xmpp.hpp"
#include "bridge/crossing/wording.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

// The same address may belong to several rooms: a contact's to each of those who chat with him, a MUC's to the one that
// was bridged to it before.
std::vector<MessageLink> within(std::vector<MessageLink> links, const Venue& venue) {
    std::erase_if(links,
                  [&](const MessageLink& link) { return link.address != venue.address || link.room != venue.room; });
    return links;
}

// What a stanza at this address is in this room, by one of its ids.
Task<std::vector<MessageLink>> links_of_id(MessageLinks& links, const Venue& venue, std::string id) {
    auto found = co_await links.of_any_id(venue.address, std::move(id));
    co_return within(std::move(found), venue);
}

template <class Field>
std::string first_filled(const std::vector<MessageLink>& links, Field field) {
    const auto found = std::ranges::find_if(links, [&](const MessageLink& link) { return !(link.*field).empty(); });
    return found == links.end() ? std::string{} : (*found).*field;
}

KnownMessage known(mapping::EventId event, std::vector<MessageLink> links) {
    std::ranges::stable_sort(links, {}, &MessageLink::part);
    return {std::move(event), std::move(links)};
}

// In a MUC of ours a message's stanza-id is its event id (XEP-0359 §3.1 lets the room choose).
std::optional<KnownMessage> known_by_its_name(const Venue& venue, const std::string& id) {
    auto event = event_of_message_id(id);
    if (venue.kind != PortalKind::gateway || !event) {
        return std::nullopt;
    }
    return known(std::move(*event), {});
}

} // namespace

const MessageLink* KnownMessage::words() const {
    const MessageLink* last = nullptr;
    for (const auto& link : links) {
        last = link.part >= 0 ? &link : last;
    }
    return last;
}

std::string KnownMessage::reference(const Venue& venue) const {
    if (venue.kind == PortalKind::gateway) {
        return event.str();
    }
    const auto first = std::ranges::find_if(links, [](const MessageLink& link) { return link.part >= 0; });
    if (first == links.end()) {
        return {};
    }
    if (venue.is_muc()) {
        return first->stanza_id;
    }
    return first->origin_id.empty() ? first->message_id : first->origin_id;
}

std::vector<std::string> KnownMessage::retractable(const Venue& venue) const {
    std::vector<std::string> ids;
    for (const auto& link : links) {
        const auto& id = venue.is_muc() ? link.stanza_id : link.message_id;
        const bool is_first_of_ours = venue.kind == PortalKind::gateway && link.part == 0;
        if (link.part >= 0 && !id.empty() && !is_first_of_ours) {
            ids.push_back(id);
        }
    }
    if (venue.kind == PortalKind::gateway) {
        ids.insert(ids.begin(), event.str());
    }
    return ids;
}

mapping::TemplateValues KnownMessage::values() const {
    return {{"name", first_filled(links, &MessageLink::name)}, {"quote", quote_of(body())}};
}

std::string KnownMessage::body() const {
    return is_gone() ? std::string{} : first_filled(links, &MessageLink::body);
}

bool KnownMessage::is_gone() const {
    return std::ranges::any_of(links, &MessageLink::is_gone);
}

std::string KnownMessage::speaker() const {
    return first_filled(links, &MessageLink::speaker);
}

std::string KnownMessage::thread() const {
    return first_filled(links, &MessageLink::thread);
}

Task<std::optional<KnownMessage>> message_of_event(MessageLinks& links, const Venue& venue, std::string event_id) {
    auto event = mapping::EventId::parse(event_id);
    if (!event) {
        co_return std::nullopt;
    }
    auto all = co_await links.of_event(*event);
    auto found = within(std::move(all), venue);
    if (found.empty()) {
        co_return known_by_its_name(venue, event_id);
    }
    co_return known(std::move(*event), std::move(found));
}

Task<std::optional<KnownMessage>> message_of_stanza(MessageLinks& links, const Venue& venue, std::string id) {
    const auto found = co_await links_of_id(links, venue, id);
    if (found.empty()) {
        co_return known_by_its_name(venue, id);
    }
    co_return co_await message_of_event(links, venue, found.front().event.str());
}

Task<std::vector<KnownMessage>> messages_of_stanza(MessageLinks& links, const Venue& venue, std::string id,
                                                   std::string speaker) {
    auto found = co_await links_of_id(links, venue, id);
    std::erase_if(found, [&](const MessageLink& link) { return !speaker.empty() && link.speaker != speaker; });
    std::vector<KnownMessage> messages;
    for (const auto& link : found) {
        if (std::ranges::find(messages, link.event, &KnownMessage::event) == messages.end()) {
            auto one = co_await message_of_event(links, venue, link.event.str());
            messages.push_back(std::move(*one));
        }
    }
    if (messages.empty() && speaker.empty()) {
        if (auto named = known_by_its_name(venue, id)) {
            messages.push_back(std::move(*named));
        }
    }
    co_return messages;
}

Task<std::optional<KnownMessage>> message_of_author(MessageLinks& links, const Venue& venue, std::string id,
                                                    std::string speaker) {
    auto named = co_await links.of_message(venue.address, id);
    auto found = within(std::move(named), venue);
    std::erase_if(found, [&](const MessageLink& link) { return link.speaker != speaker; });
    if (found.empty()) { // some name it by what answers would
        found = co_await links_of_id(links, venue, id);
        std::erase_if(found, [&](const MessageLink& link) { return link.speaker != speaker; });
    }
    if (found.empty()) {
        co_return std::nullopt;
    }
    co_return co_await message_of_event(links, venue, found.back().event.str());
}

} // namespace bascule::bridge
