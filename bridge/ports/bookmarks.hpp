#pragma once

#include "bridge/async/task.hpp"
#include "mapping/jid.hpp"

#include <string>

namespace bascule::bridge {

struct RoomBookmark {
    mapping::Jid owner; ///< bare
    mapping::Jid room;  ///< bare
    std::string name;   ///< may be empty
};

/// The rooms that XMPP people keep in their accounts (XEP-0402), where their server lets us have a hand in them
/// (XEP-0356). What a server refuses is logged. Calls throw Outage.
class Bookmarks {
public:
    virtual ~Bookmarks() = default;
    /// The server of this person has granted it on the present stream.
    virtual bool may_keep_for(const mapping::Jid& owner) const = 0;
    /// Adds the room, unless it is there already; nobody enters it because of that.
    virtual Task<void> add(RoomBookmark bookmark) = 0;
    /// Takes back what add() put there, unless its owner has made it his own.
    virtual Task<void> withdraw(mapping::Jid owner, mapping::Jid room) = 0;
};

} // namespace bascule::bridge
