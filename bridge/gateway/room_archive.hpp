#pragma once

#include "bridge/gateway/archive_rooms.hpp"
#include "bridge/ports/hosted_archive.hpp"
#include "bridge/ports/room_history.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// The archive of a hosted MUC is the history of its Matrix room, read as the asker's own ghost: what he may not read
/// is not read at all. The ids are those of the events.
class RoomArchive final : public HostedArchive {
public:
    /// Both must outlive it.
    RoomArchive(ArchiveRooms& rooms, RoomHistory& history) : rooms_{rooms}, history_{history} {}

    Task<Answered<ArchiveFind>> search(ArchiveSearch search) override;
    Task<Answered<ArchiveEnds>> ends(mapping::Jid room, mapping::Jid asker) override;

    /// Messages as the archive of this MUC gives them.
    Task<std::vector<ArchivedMessage>> archived(mapping::Jid room, HistoryPage page);

private:
    /// One way through the history.
    struct Walk {
        mapping::Jid muc;
        mapping::UserId ghost;
        HistoryQuery query;
        std::optional<std::int64_t> start_ms;
        std::optional<std::int64_t> end_ms;
        std::optional<mapping::EventId> except; ///< where it begins, which is not wanted itself
        std::size_t at_most;
    };
    /// One end of what is wanted: behind the last of these events that is named, else at this time.
    struct Bound {
        std::array<std::string, 2> ids;
        std::optional<std::int64_t> at_ms;
        Reading side; ///< which way it is read from there
    };
    using Prepared = Answered<std::optional<Walk>>;

    Task<Prepared> prepare(ArchiveReader reader, ArchiveSearch search);
    Task<Answered<ArchiveFind>> walk(Walk walk);
    Task<Answered<ArchiveFind>> find(ArchiveReader reader, ArchiveSearch search);
    Task<Answered<HistoryPlace>> place_of(ArchiveReader reader, std::string id);
    /// Between the events of that time; empty where the asker may read neither. Nothing where there is no event on that
    /// side of it.
    Task<std::optional<std::string>> token_at(ArchiveReader reader, std::int64_t at_ms, Reading direction);
    Task<Answered<std::optional<std::string>>> end_at(ArchiveReader reader, Bound bound);

    ArchiveRooms& rooms_;
    RoomHistory& history_;
};

} // namespace bascule::bridge
