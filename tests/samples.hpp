#pragma once

#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"

#include <string_view>

// Valid values in one word; a test that misspells one throws.
namespace bascule::samples {

inline mapping::Jid jid(std::string_view text) {
    return mapping::Jid::parse(text).value();
}

inline mapping::UserId user(std::string_view text) {
    return mapping::UserId::parse(text).value();
}

inline mapping::RoomId room(std::string_view text) {
    return mapping::RoomId::parse(text).value();
}

inline mapping::RoomAlias alias(std::string_view text) {
    return mapping::RoomAlias::parse(text).value();
}

inline mapping::EventId event(std::string_view text) {
    return mapping::EventId::parse(text).value();
}

} // namespace bascule::samples
