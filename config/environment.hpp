#pragma once

#include "config/document.hpp"

#include <map>
#include <string>

namespace bascule::config {

using Environment = std::map<std::string, std::string>;

/// The variables of this process that begin with BASCULE_.
Environment process_environment();

/// Puts what the environment says in the place of what the file says. A variable is named by its key, such as
/// BASCULE_XMPP_SECRET; of a secret, BASCULE_XMPP_SECRET_FILE names a file that holds it. A variable that begins
/// with a section, or is spelt much like one of these, and names no key is a problem.
void override_from(const Environment& environment, Document& document);

} // namespace bascule::config
