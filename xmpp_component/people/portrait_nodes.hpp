#pragma once

#include "bridge/ports/portraits.hpp"
#include "xmpp_component/iq/iq_table.hpp"

namespace bascule::xmpp {

/// The vCard with the picture, and the nodes of XEP-0172 and XEP-0084, of whom has an address of ours. They must
/// outlive the table.
void register_portraits(IqTable& table, bridge::Portraits& portraits);

} // namespace bascule::xmpp
