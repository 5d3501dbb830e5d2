#pragma once

#include "bridge/gateway/gateway_rooms.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/puppet_portraits.hpp"
#include "bridge/ports/avatar_source.hpp"
#include "bridge/ports/portraits.hpp"
#include "bridge/ports/seat_privacy.hpp"

#include <optional>

namespace bascule::bridge {

/// The pictures of puppets, and of all who are shown in MUCs of ours, by their seats; these for those who are in.
class SeatPortraits final : public Portraits, public SeatPrivacy {
public:
    /// All must outlive it.
    struct Sources {
        GatewayRooms& rooms;
        PuppetPortraits& puppets;
        AvatarSource& people;
        NameBook& names;
    };
    explicit SeatPortraits(Sources sources) : from_{sources} {}

    Task<std::optional<Portrait>> portrait_of(mapping::Jid address) override;
    bool may_ask_about(const mapping::Jid& address, const mapping::Jid& asker) const override;

private:
    Task<std::optional<Portrait>> portrait_of_person(mapping::Jid room, mapping::UserId ghost);

    Sources from_;
};

} // namespace bascule::bridge
