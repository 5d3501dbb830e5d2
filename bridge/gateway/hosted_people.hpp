#pragma once

#include "bridge/ports/participants.hpp"

#include <vector>

namespace bascule::bridge {

class GatewayRoom;

/// Who is shown in a MUC of ours.
class HostedPeople final : public Participants {
public:
    explicit HostedPeople(GatewayRoom& room) : room_{room} {}

    Task<std::vector<Participant>> all() override;
    Task<bool> may_alert_room(mapping::UserId user) override;

private:
    GatewayRoom& room_;
};

} // namespace bascule::bridge
