#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "mapping/jid.hpp"

namespace bascule::bridge {

/// What was said in a MUC before somebody came.
class MucHistory {
public:
    virtual ~MucHistory() = default;
    /// The last page of the MUC's archive (XEP-0313, XEP-0059 §2.5), oldest first; empty where the MUC refuses it.
    /// Throws Outage.
    virtual Task<ArchivePage> latest(mapping::Jid muc, mapping::Jid asker, int at_most) = 0;
};

} // namespace bascule::bridge
