#pragma once

#include "mapping/hashed_name.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"
#include "mapping/name_template.hpp"
#include "mapping/result.hpp"

#include <optional>
#include <string_view>
#include <variant>

// How names of ours are written by a template and read again: the plain forms and the hashed ones. The README specifies
// them.
namespace bascule::mapping {

/// Fails where no character but those of a Matrix localpart stands in its literals, or it has not `{jid}`.
Result<NameTemplate> matrix_template(std::string_view text);
/// Fails where its literals hold what XEP-0106 or nodeprep would change, or it has not both `{name}` and `{server}`.
Result<NameTemplate> xmpp_template(std::string_view text, std::string_view name);

bool is_matrix_localpart(std::string_view text);

/// A Matrix id for a JID, or `room/key`. Fails where it would be too long.
template <char Sigil>
Result<MatrixId<Sigil>> plain_id(const NameTemplate& pattern, std::string_view jid, std::string_view server);
template <char Sigil>
Result<MatrixId<Sigil>> hashed_id(const NameTemplate& pattern, std::string_view jid, std::string_view server);
/// What such an id says: a JID in its prepared form, a hash, or nothing.
std::optional<std::variant<Jid, HashedName>> read_localpart(const NameTemplate& pattern, std::string_view localpart);

/// A JID for a user id or alias. Fails where it is no JID or preparation would change it.
template <char Sigil>
Result<Jid> plain_jid(const NameTemplate& pattern, const MatrixId<Sigil>& id, const Jid& component);
Result<Jid> hashed_jid(const NameTemplate& pattern, std::string_view id, const Jid& component);
/// What the local part of such a JID says: an id, a hash, or nothing.
template <char Sigil>
std::optional<std::variant<MatrixId<Sigil>, HashedName>> read_local(const NameTemplate& pattern,
                                                                    std::string_view local);

/// Can no local part of the one begin as those of the other do, be it plain or hashed? One prefix may be part of the
/// other; then what begins with the longer one is the longer one's.
bool are_apart(const NameTemplate& one, const NameTemplate& other);
bool belongs_to(const NameTemplate& pattern, const NameTemplate& other, std::string_view local);

} // namespace bascule::mapping
