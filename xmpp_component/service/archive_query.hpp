#pragma once

#include "bridge/ports/hosted_archive.hpp"
#include "xmpp_component/iq/iq_table.hpp"

namespace bascule::xmpp {

/// A query of XEP-0313 §4.
struct ArchiveQuery {
    bridge::ArchiveSearch search;
    /// In which order the page is wanted (§4.3.4).
    enum class Order { oldest_first, newest_first };
    Order order = Order::oldest_first;
};

/// Fails with the error to be answered: feature-not-implemented for a field that we do not know, bad-request for one
/// that holds nothing of its kind.
bridge::Answered<ArchiveQuery> read_archive_query(const IqRequest& request);

} // namespace bascule::xmpp
