#pragma once

#include "config/keys.hpp"

#include <string_view>
#include <utility>

namespace bascule::config {

// `access` names the place, in a const Configuration and in one that is being made; `parse` makes its value of the
// text and of what has been read so far.
template <class Access, class Parse>
Field field_after_others(Access access, Parse parse) {
    return Field{
        .read = [access, parse](Configuration& into, std::string_view text) -> mapping::Result<void> {
            auto value = parse(text, std::as_const(into));
            if (!value) {
                return value.error();
            }
            access(into) = std::move(*value);
            return {};
        },
        .is_same = [access](const auto& one, const auto& other) { return access(one) == access(other); },
        .copy = [access](const Configuration& from, Configuration& to) { access(to) = access(from); },
    };
}

template <class Access, class Parse>
Field field(Access access, Parse parse) {
    return field_after_others(access, [parse](std::string_view text, const Configuration&) { return parse(text); });
}

} // namespace bascule::config
