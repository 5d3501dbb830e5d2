#include "bridge/commands/whois.hpp"

#include "bridge/address_uri.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Jid;

std::string_view words_for(AddressKind kind) {
    constexpr std::array<std::string_view, 6> words{"of the person", "of the occupant", "of the person",
                                                    "of the room",   "of the room",     "of the bridge itself"};
    return words.at(static_cast<std::size_t>(kind));
}

// Who an occupant is outside of his MUC is known to the bot where it is a moderator, and is nobody's business but
// that of those who are in the room with him.
bool may_ask_for(const std::string& address, const std::optional<Jid>& here) {
    const auto text = address_text_from(address);
    const auto jid = Jid::parse(text ? text->id : address);
    return !jid || jid->is_bare() || jid->bare() == here;
}

// The address of somebody who is called so in the room's MUC; else what was given.
Task<std::string> address_of(const MucWorld& world, std::optional<Jid> muc, std::string word) {
    if (!muc) {
        co_return word;
    }
    for (const auto& seat : co_await world.seats.of_room(*muc)) {
        const auto user = co_await world.names.user_of(seat.puppet);
        if (seat.nick == word && user) {
            co_return user->str();
        }
    }
    const auto occupants = co_await world.occupants.of_room(*muc);
    const auto is_here = std::ranges::find(occupants, word, &Occupant::nick) != occupants.end();
    co_return is_here ? muc->str() + '/' + word : word;
}

Task<CommandAnswer> whois(AddressResolver& addresses, MucRooms& mucs, CommandCall call) {
    const auto word = call.word(0);
    const auto* const here = call.room ? mucs.find(*call.room) : nullptr;
    const auto muc = here == nullptr ? std::nullopt : std::optional{here->portal().address};
    const auto address = co_await address_of(mucs.world(), muc, word);
    if (address.find_first_of("@#:") == std::string::npos && !address.starts_with('!')) {
        co_return refused("Nobody is called “" + word + "” here. Addresses look like juliet@capulet.example or " +
                          "@romeo:montague.example.");
    }
    if (!may_ask_for(address, muc)) {
        co_return refused("Who an occupant of a MUC is can be asked only in the room that is bridged to it.");
    }
    const auto resolved = co_await addresses.resolve(address, Hint::none);
    if (!resolved) {
        co_return refused("“" + word + "” has nothing on the other side: " + resolved.error().reason + ".");
    }
    co_return done(word + " is on the other side " + resolved->address + ", the address " +
                   std::string{words_for(resolved->kind)} + ".");
}

} // namespace

Command whois_command(AddressResolver& addresses, MucRooms& mucs) {
    return {.name = "whois",
            .summary = "what somebody or a room is called on the other side",
            .parameters = {{.name = "ADDRESS",
                            .about = "a user id, alias, room id or JID, or here a nick",
                            .kind = CommandParameter::Kind::text}},
            .places = places::all_but_hosted,
            .run = [&](CommandCall call) { return whois(addresses, mucs, std::move(call)); }};
}

} // namespace bascule::bridge
