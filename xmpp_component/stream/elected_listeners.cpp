#include "xmpp_component/stream/elected_listeners.hpp"

#include <algorithm>
#include <utility>

namespace bascule::xmpp {

namespace {

// ASCII without capitals in local part and domain is as preparation would leave it (RFC 6122), so that it can be
// compared as it stands.
bool is_surely_prepared(std::string_view jid) {
    const auto bare = jid.substr(0, jid.find('/'));
    const auto is_plain = [](char character) { return character > ' ' && character <= '~'; };
    const auto is_capital = [](char character) { return character >= 'A' && character <= 'Z'; };
    return std::ranges::all_of(jid, is_plain) && std::ranges::none_of(bare, is_capital);
}

} // namespace

void ElectedListeners::elect(const mapping::Jid& room, std::optional<mapping::Jid> occupant) {
    listeners_.insert_or_assign(room.bare().str(), std::move(occupant));
}

bool ElectedListeners::is_wanted(const StanzaOpening& opening) const {
    if (opening.type != "groupchat" || opening.name != "message") {
        return true;
    }
    const auto found = listeners_.find(std::string{opening.from.substr(0, opening.from.find('/'))});
    if (found == listeners_.end() || !found->second) {
        return true;
    }
    return opening.to == found->second->str() || !is_surely_prepared(opening.to);
}

bool ElectedListeners::is_only_copy(const mapping::Jid& from, const mapping::Jid& to) const {
    const auto found = listeners_.find(from.bare().str());
    return found != listeners_.end() && found->second && *found->second != to;
}

bool ElectedListeners::is_room(const mapping::Jid& bare) const {
    return listeners_.contains(bare.str());
}

} // namespace bascule::xmpp
