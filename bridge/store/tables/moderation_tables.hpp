#pragma once

#include "bridge/ports/moderation_memory.hpp"
#include "bridge/store/database.hpp"

namespace bascule::store {

/// Who was put out of a room, in the table `expulsion`.
class ExpulsionTable final : public bridge::Expulsions {
public:
    explicit ExpulsionTable(Database& database) : database_{database} {}

    Task<std::vector<bridge::Expulsion>> of_room(mapping::Jid room) override;
    Task<void> save(bridge::Expulsion expulsion) override;
    Task<void> remove(mapping::Jid room, mapping::UserId user) override;
    Task<void> remove_room(mapping::Jid room) override;

private:
    Database& database_;
};

/// What rooms look like, in the table `room_face`.
class RoomFaceTable final : public bridge::RoomFaces {
public:
    explicit RoomFaceTable(Database& database) : database_{database} {}

    Task<std::optional<bridge::RoomFace>> find(mapping::Jid room) override;
    Task<void> save(mapping::Jid room, bridge::RoomFace face) override;
    Task<void> remove(mapping::Jid room) override;

private:
    Database& database_;
};

/// Moves a row of the table `portal`.
class PortalMoveTable final : public bridge::PortalMoves {
public:
    explicit PortalMoveTable(Database& database) : database_{database} {}

    Task<void> move(mapping::RoomId from, bridge::Portal to) override;

private:
    Database& database_;
};

} // namespace bascule::store
