#pragma once

#include "bridge/ports/participants.hpp"

#include <utility>
#include <vector>

namespace bascule::bridge {

/// The two of a direct chat.
class DirectPeople final : public Participants {
public:
    DirectPeople(Participant user, Participant peer) : two_{std::move(user), std::move(peer)} {}

    Task<std::vector<Participant>> all() override { co_return two_; }
    /// There is nobody else to alert.
    Task<bool> may_alert_room(mapping::UserId /*user*/) override { co_return true; }

private:
    std::vector<Participant> two_;
};

} // namespace bascule::bridge
