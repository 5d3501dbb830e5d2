#include "bridge/gateway/guide.hpp"

#include "bridge/gateway/history_limits.hpp"
#include "bridge/gateway/refusal.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"
#include "mapping/nick.hpp"
#include "mapping/utf8.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>

namespace bascule::bridge {

namespace {

// A page of which nothing is wanted is followed by the next one, so often at most.
constexpr int most_pages = 10;

// Code points: what is written for a room, and for each of a hundred, has to fit into one stanza however it is escaped.
constexpr std::size_t longest_name = 128;
constexpr std::size_t longest_topic = 4096;
constexpr std::size_t longest_line = 256;

// Begin the places that are given out, so that each is used in its own direction only. Alone, they are the ends.
constexpr char onward = '>';
constexpr char back = '<';

StanzaError no_room() {
    return {"cancel", "item-not-found", "There is no such room, or none that you may know of."};
}

StanzaError no_place() {
    return {"cancel", "item-not-found", "There is no such place in the list of rooms."};
}

// What anybody is told: one can look it up without being anybody.
bool is_public_knowledge(const RoomSummary& room) {
    constexpr std::array<std::string_view, 3> rules{"public", "knock", "knock_restricted"};
    return room.is_world_readable || std::ranges::find(rules, room.join_rule) != rules.end();
}

bool takes_requests(const RoomSummary& room) {
    return room.join_rule.starts_with("knock");
}

std::string beginning_of(const std::string& text, std::size_t most) {
    return std::string{mapping::first_code_points(text, most)};
}

std::string name_of(const RoomSummary& room) {
    if (!room.name.empty()) {
        return beginning_of(room.name, longest_name);
    }
    return room.alias ? room.alias->str() : room.room.str();
}

bool holds(std::string_view text, const std::string& term) {
    return mapping::look_of(text).find(mapping::look_of(term)) != std::string::npos;
}

// The homeserver looks everywhere, so what it found only where the asker does not want to look is left out.
bool is_wanted(const RoomSearch& search, const RoomSummary& room) {
    if (search.term.empty() || (search.in_name && search.in_description && search.in_address)) {
        return true;
    }
    return (search.in_name && holds(room.name, search.term)) ||
           (search.in_description && holds(room.topic, search.term)) ||
           (search.in_address && room.alias && holds(room.alias->str(), search.term));
}

/// Where in the list to go on.
struct Step {
    std::string since;
    bool is_past_end = false;
};

std::optional<Step> step_of(const RoomSearch& search) {
    if (search.after.empty() && search.before.empty()) {
        return Step{};
    }
    const bool is_onward = !search.after.empty();
    const auto& place = is_onward ? search.after : search.before;
    const bool is_twofold = is_onward && !search.before.empty();
    if (is_twofold || place.front() != (is_onward ? onward : back)) {
        return std::nullopt;
    }
    return Step{.since = place.substr(1), .is_past_end = place.size() == 1};
}

} // namespace

Task<Answered<RoomSummary>> Guide::summary_of(mapping::Jid room, mapping::Jid asker) {
    const auto meaning = co_await from_.names.room_of_gateway(room.bare());
    if (!meaning) {
        co_return no_room();
    }
    if (const auto* const alias = std::get_if<mapping::RoomAlias>(&*meaning)) {
        if (const auto muc = co_await from_.names.muc_of(*alias)) {
            co_return moved_to(*muc);
        }
    }
    auto id = std::visit([](const auto& one) { return one.str(); }, *meaning);
    auto summary = co_await summary_for(std::move(asker), std::move(id));
    if (!summary) {
        co_return no_room();
    }
    const auto portal = co_await from_.portals.of_room(summary->room);
    if (portal && portal->kind != PortalKind::direct) {
        co_return moved_to(portal->address);
    }
    co_return std::move(*summary);
}

// Without a picture the rest is still worth telling.
Task<std::optional<Portrait>> Guide::portrait_of(const RoomSummary& room) {
    if (room.avatar_url.empty()) {
        co_return std::nullopt;
    }
    try {
        co_return co_await from_.picture_of(room.avatar_url);
    } catch (const Outage& outage) {
        log(LogPart::bridge).info("the avatar of {} is not told: {}", room.room.str(), outage.what());
    }
    co_return std::nullopt;
}

Task<Answered<RoomCard>> Guide::card(mapping::Jid room, mapping::Jid asker) {
    const auto summary = co_await summary_of(std::move(room), std::move(asker));
    if (!summary) {
        co_return summary.error();
    }
    RoomCard card{.name = name_of(*summary), .topic = beginning_of(summary->topic, longest_topic)};
    card.portrait = co_await portrait_of(*summary);
    co_return card;
}

Task<Answered<HostedRoomInfo>> Guide::describe(mapping::Jid room, mapping::Jid asker) {
    const auto summary = co_await summary_of(room, std::move(asker));
    if (!summary) {
        co_return summary.error();
    }
    HostedRoomInfo info{
        .name = name_of(*summary), .topic = beginning_of(summary->topic, longest_topic), .occupants = summary->members};
    info.is_listed = co_await from_.directory.is_listed(summary->room);
    info.is_members_only = summary->join_rule != "public";
    info.takes_requests = takes_requests(*summary);
    info.is_moderated = co_await from_.directory.is_moderated(from_.bot, summary->room);
    const auto portrait = co_await portrait_of(*summary);
    info.avatar_hash = portrait ? portrait->hash : std::string{};
    info.most_history = most_history;
    info.most_shown = static_cast<std::int64_t>(from_.policy.most_shown);
    info.takes_reactions = co_await takes_reactions(std::move(room));
    co_return info;
}

Task<bool> Guide::takes_reactions(mapping::Jid room) {
    const auto table = co_await from_.rules.table();
    const auto decision = table.decide(mapping::Feature::reaction, mapping::Direction::xmpp_to_matrix,
                                       {room.str(), std::string{room.domain()}});
    co_return decision.action != mapping::Action::drop&& decision.action != mapping::Action::reject;
}

// His ghost may know of rooms that he was invited to, or is in. The bot may know of more than that, so of what it knows
// only what is public counts.
Task<std::optional<RoomSummary>> Guide::summary_for(mapping::Jid asker, std::string room) {
    auto ghost = co_await from_.names.ghost_of(std::move(asker));
    if (co_await from_.ghosts.find(ghost)) {
        auto summary = co_await from_.directory.summary(std::move(ghost), std::move(room));
        co_return summary ? std::optional{std::move(*summary)} : std::nullopt;
    }
    auto summary = co_await from_.directory.summary(from_.bot, std::move(room));
    co_return summary&& is_public_knowledge(*summary) ? std::optional{std::move(*summary)} : std::nullopt;
}

Task<Answered<FoundRooms>> Guide::search(RoomSearch search) {
    auto step = step_of(search);
    if (!step) {
        co_return no_place();
    }
    FoundRooms found;
    for (int number = 0; number < most_pages && found.rooms.empty() && !step->is_past_end; ++number) {
        DirectoryQuery query{.term = search.term, .since = step->since, .at_most = search.at_most};
        auto page = co_await from_.directory.public_rooms(std::move(query));
        if (!page) {
            co_return StanzaError{"cancel", "not-allowed", page.error().reason};
        }
        found.rooms = co_await this->found(search, std::move(page->rooms));
        found.total = page->total;
        found.first = back + page->previous;
        found.last = onward + page->next;
        const auto& next = search.before.empty() ? page->next : page->previous;
        step = Step{.since = next, .is_past_end = next.empty()};
    }
    if (found.rooms.empty()) {
        found.first.clear();
        found.last.clear();
    }
    co_return found;
}

Task<std::vector<FoundRoom>> Guide::found(const RoomSearch& search, std::vector<RoomSummary> rooms) {
    std::vector<FoundRoom> wanted;
    for (const auto& room : rooms) {
        if (!is_wanted(search, room)) {
            continue;
        }
        if (auto address = co_await address_of_room(room)) {
            wanted.push_back({.address = std::move(*address),
                              .name = name_of(room),
                              .description = beginning_of(room.topic, longest_line),
                              .occupants = room.members,
                              .is_open = room.join_rule == "public"});
        }
    }
    co_return wanted;
}

// A MUC's portal is not offered as a MUC of ours: who can come here can go there.
Task<std::optional<mapping::Jid>> Guide::address_of_room(const RoomSummary& room) {
    if (!room.alias) {
        co_return co_await from_.names.gateway_room_of(room.room);
    }
    if (from_.names.names().is_portal_alias(*room.alias)) {
        co_return co_await from_.names.muc_of(*room.alias);
    }
    co_return co_await from_.names.gateway_room_of(*room.alias);
}

Task<Answered<mapping::Jid>> Guide::address_of(std::string name) {
    const auto resolved = co_await from_.addresses.resolve(std::move(name), Hint::none);
    if (!resolved) {
        co_return StanzaError{"modify", "bad-request", resolved.error().reason};
    }
    auto jid = mapping::Jid::parse(resolved->address);
    const bool is_matrix_id =
        !jid || (!from_.names.names().is_on_component(*jid) &&
                 (mapping::UserId::parse(resolved->address) || mapping::RoomAlias::parse(resolved->address)));
    if (is_matrix_id) {
        co_return StanzaError{"modify", "bad-request", "This is an XMPP address already."};
    }
    co_return std::move(*jid);
}

} // namespace bascule::bridge
