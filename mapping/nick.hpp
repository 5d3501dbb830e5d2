#pragma once

#include "mapping/matrix_id.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bascule::mapping {

/// The nicks that a puppet tries in a MUC, best first: its display name without control, invisible and
/// direction-changing characters; the same with only what Unicode 3.2 knew, since strict servers refuse the rest; its
/// localpart; localpart and server; then the first of them numbered. Never empty, each at most 1023 bytes.
std::vector<std::string> nick_ladder(const UserId& user, std::string_view display_name);

/// The nicks for a Matrix user in a MUC of ours, best first: those of the ladder that every server passes on unchanged,
/// and at its end one that nobody else has.
std::vector<std::string> hosted_nicks(const UserId& user, std::string_view display_name);
/// The nick that somebody in a MUC of ours gets who wishes for this one: without what strict servers refuse. Empty
/// where nothing is left.
std::string hosted_nick(std::string_view wish);

/// Nicks of one look must not be two people: compatibility forms and case are folded, invisible characters left
/// out, and letters of Greek and Cyrillic that are drawn like Latin ones count as those.
std::string look_of(std::string_view nick);

} // namespace bascule::mapping
