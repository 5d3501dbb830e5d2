#pragma once

#include "bridge/store/database.hpp"

#include <string>
#include <string_view>

namespace bascule::store {

/// A text as a unique index can hold it. PostgreSQL refuses index rows of more than 2704 bytes, and stanza ids,
/// occupant ids and addresses may be longer: such a text is indexed by its beginning and its SHA-256, and kept whole
/// in a column of its own.
struct IndexKey {
    explicit IndexKey(std::string_view text);

    /// The text itself up to 400 bytes; else always 401 bytes, so that the two forms never meet.
    std::string indexed;
    /// The text, where `indexed` is not it.
    Value whole;
};

/// The way back, from the two columns.
const std::string& whole_text(const Row& row, std::size_t indexed_column, std::size_t whole_column);

} // namespace bascule::store
