#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/answered.hpp"
#include "bridge/ports/muc_service.hpp"
#include "mapping/jid.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// A message of a MUC that we host, as it was reflected. Its stanza-id is its id in the archive.
struct ArchivedMessage {
    SeatMessage said;                       ///< addressed to nobody in particular: `to` is the room
    std::int64_t at_ms = 0;                 ///< Unix time
    std::optional<mapping::Jid> real_jid{}; ///< of who said it
};

/// What is wanted of an archive (XEP-0313 §4). What is not set does not limit.
struct ArchiveSearch {
    mapping::Jid room;
    mapping::Jid asker;
    std::optional<mapping::Jid> with{}; ///< only what he said: a seat, or somebody's own address
    std::optional<std::int64_t> start_ms{};
    std::optional<std::int64_t> end_ms{};
    std::string after_id{};
    std::string before_id{};
    std::vector<std::string> ids{}; ///< these, and no others
    /// Which page of what was found is wanted: its first messages or its last ones.
    enum class Page { first, last };
    Page page = Page::first;
    std::string page_after{};  ///< the first ones after this one (XEP-0059 §2.2)
    std::string page_before{}; ///< the last ones before this one
    int at_most = 50;
};

/// Oldest first. Not complete: there are more in the direction of paging.
struct ArchiveFind {
    std::vector<ArchivedMessage> messages{};
    bool is_complete = true;
};

/// The first and the last message that the asker may read; neither where there is none.
struct ArchiveEnds {
    std::optional<ArchivedMessage> first;
    std::optional<ArchivedMessage> last;
};

/// The archives of the MUCs that we host, asked by those who are in them. Nobody is told what he could not read on
/// Matrix. Throws Outage.
class HostedArchive {
public:
    virtual ~HostedArchive() = default;
    /// An error: forbidden for who is not in the room, item-not-found where an id is none of a message he may read.
    virtual Task<Answered<ArchiveFind>> search(ArchiveSearch search) = 0;
    virtual Task<Answered<ArchiveEnds>> ends(mapping::Jid room, mapping::Jid asker) = 0;
};

} // namespace bascule::bridge
