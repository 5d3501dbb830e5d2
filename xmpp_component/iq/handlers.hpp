#pragma once

#include "xmpp_component/component_options.hpp"
#include "xmpp_component/iq/iq_table.hpp"

namespace bascule::xmpp {

// One function a XEP, each in the file of its name.
void register_disco(IqTable& table);                             // XEP-0030, XEP-0115
void register_version(IqTable& table, const Software& software); // XEP-0092
void register_ping(IqTable& table);                              // XEP-0199
void register_time(IqTable& table);                              // XEP-0202

/// All that we answer by ourselves: the one list. What needs the core is registered where that is put together.
IqTable make_iq_table(const Software& software);

} // namespace bascule::xmpp
