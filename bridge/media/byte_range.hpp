#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bascule::media {

/// A part of a body: from the first byte to the one before `end`.
struct ByteRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// What a Range header (RFC 9110 §14.2) wants of so many bytes.
struct RangeWish {
    enum class Kind { all, part, impossible };
    Kind kind = Kind::all;
    ByteRange part{};
};
/// A header that is none, or wants several ranges, is as good as none.
RangeWish range_in(std::string_view header, std::uint64_t size);

} // namespace bascule::media
