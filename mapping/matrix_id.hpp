#pragma once

#include "mapping/result.hpp"

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// A Matrix identifier (Matrix appendices, "Identifier grammar"). Its sigil is part of its type, so an EventId never
/// lands where a RoomId belongs. At most 255 bytes of valid UTF-8 without NUL.
template <char Sigil>
class MatrixId {
public:
    static Result<MatrixId> parse(std::string_view text);

    const std::string& str() const noexcept { return text_; }

    /// What stands between the sigil and the first ':', for ids that have a server.
    std::string_view localpart() const noexcept;
    /// What follows the first ':', with its port; empty where there is none (event ids, rooms from version 12 on).
    std::string_view server() const noexcept;

    friend auto operator<=>(const MatrixId&, const MatrixId&) = default;

private:
    explicit MatrixId(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

using UserId = MatrixId<'@'>;
using RoomId = MatrixId<'!'>;
using EventId = MatrixId<'$'>;
using RoomAlias = MatrixId<'#'>;

} // namespace bascule::mapping

template <char Sigil>
struct std::hash<bascule::mapping::MatrixId<Sigil>> {
    std::size_t operator()(const bascule::mapping::MatrixId<Sigil>& id) const noexcept {
        return std::hash<std::string>{}(id.str());
    }
};
