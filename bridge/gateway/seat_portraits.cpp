#include "bridge/gateway/seat_portraits.hpp"

#include "bridge/people/picture.hpp"

#include <utility>

namespace bascule::bridge {

Task<std::optional<Portrait>> SeatPortraits::portrait_of(mapping::Jid address) {
    const auto user = from_.rooms.user_in(address);
    if (!user) {
        co_return co_await from_.puppets.portrait_of(address.bare());
    }
    if (from_.names.names().is_ghost(*user)) {
        co_return co_await portrait_of_person(address.bare(), *user);
    }
    auto puppet = co_await from_.names.puppet_of(*user);
    co_return co_await from_.puppets.portrait_of(std::move(puppet));
}

// XEP-0045 §6.6. Whether somebody has the seat makes no difference, else that could be learned.
bool SeatPortraits::may_ask_about(const mapping::Jid& address, const mapping::Jid& asker) const {
    const bool is_seat = !address.is_bare() && from_.rooms.is_room_address(address);
    return !is_seat || from_.rooms.entered(address.bare(), asker.bare());
}

// XEP-0045, "IQ stanzas": what asks for a vCard is for the person, not for one of his clients. What is no picture must
// not be served under our name.
Task<std::optional<Portrait>> SeatPortraits::portrait_of_person(mapping::Jid room, mapping::UserId ghost) {
    const auto person = co_await from_.names.jid_of(ghost);
    if (!person) {
        co_return std::nullopt;
    }
    AvatarQuestion question{std::move(room), person->bare(), {}};
    auto portrait = co_await from_.people.fetch(std::move(question));
    const auto type = portrait ? picture_type(portrait->bytes) : std::nullopt;
    if (!type || portrait->bytes.size() > largest_picture) {
        co_return std::nullopt;
    }
    portrait->type = *type;
    co_return portrait;
}

} // namespace bascule::bridge
