#include "bridge/store/index_key.hpp"

#include "mapping/sha256.hpp"

namespace bascule::store {

namespace {

// A stored byte may take three (see stored_text.hpp), and an index row holds up to two such texts.
constexpr std::size_t most_bytes = 400;

} // namespace

IndexKey::IndexKey(std::string_view text) : indexed{text} {
    if (text.size() <= most_bytes) {
        return;
    }
    indexed.resize(most_bytes + 1 - 2 * mapping::sha256_bytes);
    indexed += mapping::sha256_hex(text);
    whole = std::string{text};
}

const std::string& whole_text(const Row& row, std::size_t indexed_column, std::size_t whole_column) {
    const auto& whole = row.value(whole_column);
    return whole ? *whole : row.text(indexed_column);
}

} // namespace bascule::store
