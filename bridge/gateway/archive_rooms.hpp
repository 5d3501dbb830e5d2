#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/hosted_archive.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// Somebody in a MUC of ours, and what he reads there: a Matrix room, as his ghost.
struct ArchiveReader {
    mapping::RoomId room;
    mapping::UserId ghost;
};

/// What an archive has to know of its room's people.
class ArchiveRooms {
public:
    virtual ~ArchiveRooms() = default;
    /// Nothing for who is not in the room. Throws Outage.
    virtual Task<std::optional<ArchiveReader>> reader(mapping::Jid room, mapping::Jid asker) = 0;
    /// A message as it was reflected, which may have been as several, from whoever said it as he appears now, or would
    /// if he came back: `name` is his display name of then. Nothing where it was not to be shown. Throws Outage.
    virtual Task<std::vector<ArchivedMessage>> as_seen(mapping::Jid room, MatrixEvent event, std::string name) = 0;
    /// Who is meant by a seat of the room or by an address; nothing where that is nobody. Throws Outage.
    virtual Task<std::optional<mapping::UserId>> user(mapping::Jid room, mapping::Jid address) = 0;
};

} // namespace bascule::bridge
