#include "mapping/name_forms.hpp"

#include "mapping/jid_escape.hpp"
#include "mapping/matrix_escape.hpp"
#include "mapping/stringprep.hpp"

#include <algorithm>
#include <string>

namespace bascule::mapping {

namespace {

// matrix_escape puts two hex digits after every `=`, and no server name holds one.
constexpr std::string_view hash_mark_in_slot = "h==";
constexpr std::string_view hash_mark_as_server = "h=";

bool is_lower_or_digit(char one) {
    return (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9');
}

bool is_legal_on_matrix(char one) {
    return is_lower_or_digit(one) || std::string_view{"._=/+-"}.find(one) != std::string_view::npos;
}

// What nodeprep leaves as it is and XEP-0106 never makes.
bool is_legal_on_xmpp(char one) {
    return one > ' ' && one < '\x7F' && !(one >= 'A' && one <= 'Z') &&
           std::string_view{"\"&'/:<>@\\"}.find(one) == std::string_view::npos;
}

template <char Sigil>
Result<MatrixId<Sigil>> join_id(std::string_view localpart, std::string_view server) {
    return MatrixId<Sigil>::parse(std::string{Sigil}.append(localpart).append(":").append(server));
}

// Servers make accounts and rooms only of strings that hold in the stored sense (RFC 3454 §7), and XEP-0106 §4.1
// refuses an escaped space at either end.
bool is_storable(std::string_view local) {
    const auto prepared = prepare(PrepProfile::node, local, PrepSense::stored);
    return prepared.has_value() && *prepared == local && !local.starts_with("\\20") && !local.ends_with("\\20");
}

} // namespace

Result<NameTemplate> matrix_template(std::string_view text) {
    return NameTemplate::parse(text, {{"jid"}, is_legal_on_matrix});
}

Result<NameTemplate> xmpp_template(std::string_view text, std::string_view name) {
    return NameTemplate::parse(text, {{name, "server"}, is_legal_on_xmpp});
}

bool is_matrix_localpart(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_legal_on_matrix);
}

template <char Sigil>
Result<MatrixId<Sigil>> plain_id(const NameTemplate& pattern, std::string_view jid, std::string_view server) {
    return join_id<Sigil>(pattern.fill({matrix_escape(jid)}), server);
}

template <char Sigil>
Result<MatrixId<Sigil>> hashed_id(const NameTemplate& pattern, std::string_view jid, std::string_view server) {
    const auto slot = std::string{hash_mark_in_slot} + hash_of(Origin::xmpp, jid).name;
    return join_id<Sigil>(pattern.fill({slot}), server);
}

std::optional<std::variant<Jid, HashedName>> read_localpart(const NameTemplate& pattern, std::string_view localpart) {
    const auto slots = pattern.slots_of(localpart);
    if (!slots) {
        return std::nullopt;
    }
    const auto slot = slots->front();
    if (slot.starts_with(hash_mark_in_slot)) {
        return hashed_name_from(slot.substr(hash_mark_in_slot.size()));
    }
    const auto text = matrix_unescape(slot);
    if (!text) {
        return std::nullopt;
    }
    // An address that preparation would change is not the one that all equal addresses share.
    auto jid = Jid::parse(*text);
    return jid.has_value() && jid->str() == *text ? std::optional{std::variant<Jid, HashedName>{std::move(*jid)}}
                                                  : std::nullopt;
}

template <char Sigil>
Result<Jid> plain_jid(const NameTemplate& pattern, const MatrixId<Sigil>& id, const Jid& component) {
    const auto local = pattern.fill({jid_escape(id.localpart()), jid_escape(id.server())});
    if (!is_storable(local)) {
        return Error{"'" + local + "' would not stay as it is in an XMPP address"};
    }
    return Jid::from_parts(local, component.domain(), {});
}

Result<Jid> hashed_jid(const NameTemplate& pattern, std::string_view id, const Jid& component) {
    const auto hash = hash_of(Origin::matrix, id).name;
    return Jid::from_parts(pattern.fill({hash, hash_mark_as_server}), component.domain(), {});
}

template <char Sigil>
std::optional<std::variant<MatrixId<Sigil>, HashedName>> read_local(const NameTemplate& pattern,
                                                                    std::string_view local) {
    const auto slots = pattern.slots_of(local);
    if (!slots) {
        return std::nullopt;
    }
    if (slots->back() == hash_mark_as_server) {
        return hashed_name_from(slots->front());
    }
    const auto localpart = jid_unescape(slots->front());
    const auto server = jid_unescape(slots->back());
    if (!localpart || !server || !is_storable(local)) {
        return std::nullopt;
    }
    auto id = join_id<Sigil>(*localpart, *server);
    if (id.has_error() || id->localpart() != *localpart) {
        return std::nullopt;
    }
    return std::variant<MatrixId<Sigil>, HashedName>{std::move(*id)};
}

bool are_apart(const NameTemplate& one, const NameTemplate& other) {
    const bool is_one_shorter = one.prefix().size() < other.prefix().size();
    const std::string_view shorter = (is_one_shorter ? one : other).prefix();
    const std::string_view longer = (is_one_shorter ? other : one).prefix();
    if (!longer.starts_with(shorter)) {
        return true;
    }
    // After its prefix a hashed name has either 52 letters and digits or the mark.
    constexpr std::size_t hash_length = 52;
    const auto more = longer.substr(shorter.size());
    return !more.starts_with(hash_mark_as_server) &&
           !std::ranges::all_of(more.substr(0, hash_length), is_lower_or_digit);
}

bool belongs_to(const NameTemplate& pattern, const NameTemplate& other, std::string_view local) {
    const bool is_others = other.prefix().size() > pattern.prefix().size() && local.starts_with(other.prefix());
    return local.starts_with(pattern.prefix()) && !is_others;
}

template Result<UserId> plain_id<'@'>(const NameTemplate&, std::string_view, std::string_view);
template Result<RoomAlias> plain_id<'#'>(const NameTemplate&, std::string_view, std::string_view);
template Result<UserId> hashed_id<'@'>(const NameTemplate&, std::string_view, std::string_view);
template Result<RoomAlias> hashed_id<'#'>(const NameTemplate&, std::string_view, std::string_view);
template Result<Jid> plain_jid<'@'>(const NameTemplate&, const UserId&, const Jid&);
template Result<Jid> plain_jid<'#'>(const NameTemplate&, const RoomAlias&, const Jid&);
template std::optional<std::variant<UserId, HashedName>> read_local<'@'>(const NameTemplate&, std::string_view);
template std::optional<std::variant<RoomAlias, HashedName>> read_local<'#'>(const NameTemplate&, std::string_view);

} // namespace bascule::mapping
