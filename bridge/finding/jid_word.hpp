#pragma once

#include "mapping/jid.hpp"
#include "mapping/result.hpp"

#include <string>

namespace bascule::bridge {

/// The XMPP address that somebody wrote, also as `xmpp:` URI. Fails with a sentence for him.
mapping::Result<mapping::Jid> jid_of_word(const std::string& word);
/// The same for a room: a bare address with a name before the `@`.
mapping::Result<mapping::Jid> muc_of_word(const std::string& word);

} // namespace bascule::bridge
