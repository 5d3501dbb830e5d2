#include "bridge/muc/roster.hpp"

#include "mapping/nick.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr int nick_change = 303;

} // namespace

mapping::Standing standing_of(const OccupantPresence& presence) {
    return mapping::standing_in(presence.affiliation, presence.role);
}

std::string Roster::Entry::key() const {
    if (real_jid) {
        return real_jid->str();
    }
    // A bare JID never begins so, and anybody may call himself by somebody's JID.
    return '/' + (occupant_id.empty() ? nick : occupant_id);
}

void Roster::claim(const std::string& nick, std::string occupant_id, Hold hold) {
    own_nicks_.insert_or_assign(nick, OwnNick{std::move(occupant_id), hold});
    others_.erase(nick);
}

void Roster::disclaim(const std::string& nick) {
    own_nicks_.erase(nick);
}

void Roster::unseat_all() {
    for (auto& [nick, own] : own_nicks_) {
        own.hold = Hold::remembered;
    }
}

bool Roster::is_own_message(const GroupMessage& message) const {
    const auto own = own_nicks_.find(std::string{message.head.from.resource()});
    if (own == own_nicks_.end()) {
        return false;
    }
    if (!message.occupant_id.empty() && !own->second.occupant_id.empty()) {
        return message.occupant_id == own->second.occupant_id;
    }
    const auto is_live = own->second.hold == Hold::seated && !message.delay_ms;
    return is_live || mapping::EventId::parse(message.head.id).has_value();
}

Roster::Change Roster::apply(const OccupantPresence& presence) {
    const std::string nick{presence.head.from.resource()};
    const auto is_own = presence.real_jid && presence.real_jid->domain() == own_domain_;
    if (nick.empty() || is_own || is_ours(nick)) {
        return {};
    }
    if (!presence.is_available) {
        return apply_departure(presence, nick);
    }
    Entry entry{nick, {}, presence.occupant_id, standing_of(presence)};
    if (presence.real_jid) {
        entry.real_jid = presence.real_jid->bare();
    }
    const auto before = others_.find(nick);
    const auto is_new = before == others_.end();
    const auto is_regraded = !is_new && before->second.standing != entry.standing;
    others_.insert_or_assign(nick, entry);
    return {is_new ? Kind::came : is_regraded ? Kind::regraded : Kind::none, std::move(entry), {}};
}

// XEP-0045 §7.6: a nick change is an unavailable presence with status 303 and the new nick, then one from the new nick.
Roster::Change Roster::apply_departure(const OccupantPresence& presence, const std::string& nick) {
    const auto found = others_.find(nick);
    if (found == others_.end()) {
        return {};
    }
    auto entry = found->second;
    others_.erase(found);
    if (presence.has_status(nick_change) && !presence.new_nick.empty()) {
        entry.nick = presence.new_nick;
        others_.insert_or_assign(entry.nick, entry);
        return {Kind::renamed, entry, nick};
    }
    return {Kind::went, entry, {}};
}

const Roster::Entry* Roster::find(const std::string& nick) const {
    const auto found = others_.find(nick);
    return found == others_.end() ? nullptr : &found->second;
}

std::vector<Roster::Entry> Roster::others() const {
    std::vector<Entry> list;
    list.reserve(others_.size());
    std::ranges::transform(others_, std::back_inserter(list), [](const auto& one) { return one.second; });
    return list;
}

bool Roster::is_taken(const std::string& nick) const {
    const auto looks_same = [looks = mapping::look_of(nick)](const std::string& other) {
        return mapping::look_of(other) == looks;
    };
    return std::ranges::any_of(own_nicks_, [&](const auto& one) { return looks_same(one.first); }) ||
           std::ranges::any_of(others_, [&](const auto& one) { return looks_same(one.first); });
}

} // namespace bascule::bridge
