#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bascule::mapping {

/// Rows of cells, with a head for each column: how an answer shows a list.
struct Table {
    std::vector<std::string> heads;
    std::vector<std::vector<std::string>> rows;
    friend bool operator==(const Table&, const Table&) = default;
};

/// The words, then the table with a line a row, for whoever sees plain text. Empty cells are left out.
std::string plain_text_of(std::string_view words, const Table& table);
/// The same as Matrix's subset of HTML (CS API, "m.room.message msgtypes"). All characters of words and cells stand
/// for themselves.
std::string html_of(std::string_view words, const Table& table);

} // namespace bascule::mapping
