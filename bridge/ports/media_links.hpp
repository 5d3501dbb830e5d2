#pragma once

#include "bridge/async/task.hpp"
#include "mapping/conversation/file.hpp"
#include "mapping/matrix_id.hpp"
#include "mapping/result.hpp"

#include <string>

namespace bascule::bridge {

/// Brings files across: a link that XMPP can follow for a file of the homeserver, and the other way round.
class MediaLinks {
public:
    virtual ~MediaLinks() = default;
    /// The file with a link in place of its mxc: URI; so is its thumbnail. An Error, in plain words, where there can
    /// be none. `at_ms`: when it was sent (Unix time), so that the same file always has the same link.
    virtual mapping::Result<mapping::File> for_xmpp(mapping::File file, std::int64_t at_ms) = 0;
    /// The file as one of the homeserver's, fetched and uploaded as this ghost. An Error, in plain words, where it has
    /// to stay a link. Throws Outage.
    virtual Task<mapping::Result<mapping::File>> for_matrix(mapping::File file, mapping::UserId as) = 0;
    /// Words that are too many for an event, as a file of the homeserver's. An Error as above. Throws Outage.
    virtual Task<mapping::Result<mapping::File>> words_for_matrix(std::string words, mapping::UserId as) = 0;
};

} // namespace bascule::bridge
