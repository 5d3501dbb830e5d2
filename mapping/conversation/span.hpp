#pragma once

#include <cstddef>

namespace bascule::mapping {

/// A part of a body, counted in Unicode code points (XEP-0426 §4); `end` is the first that is not in it.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_empty() const noexcept { return begin >= end; }
    friend bool operator==(const Span&, const Span&) = default;
};

} // namespace bascule::mapping
