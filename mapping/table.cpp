#include "mapping/table.hpp"

#include "mapping/text/html.hpp"

namespace bascule::mapping {

namespace {

constexpr std::string_view between_cells = " – ";

std::string escaped(std::string_view text) {
    auto html = escaped_html(text);
    for (auto at = html.find('\n'); at != std::string::npos; at = html.find('\n', at)) {
        html.replace(at, 1, "<br>");
    }
    return html;
}

std::string line_of(const std::vector<std::string>& row) {
    std::string line;
    for (const auto& cell : row) {
        if (!cell.empty()) {
            line.append(line.empty() ? std::string_view{} : between_cells).append(cell);
        }
    }
    return line;
}

std::string row_of(const std::vector<std::string>& cells, std::string_view element) {
    std::string row = "<tr>";
    for (const auto& cell : cells) {
        row.append("<").append(element).append(">").append(escaped(cell));
        row.append("</").append(element).append(">");
    }
    return row + "</tr>";
}

} // namespace

std::string plain_text_of(std::string_view words, const Table& table) {
    std::string text{words};
    for (const auto& row : table.rows) {
        text += (text.empty() ? "" : "\n") + line_of(row);
    }
    return text;
}

std::string html_of(std::string_view words, const Table& table) {
    std::string html = words.empty() ? std::string{} : "<p>" + escaped(words) + "</p>";
    if (table.rows.empty()) {
        return html;
    }
    html += "<table>";
    if (!table.heads.empty()) {
        html += "<thead>" + row_of(table.heads, "th") + "</thead>";
    }
    html += "<tbody>";
    for (const auto& row : table.rows) {
        html += row_of(row, "td");
    }
    return html + "</tbody></table>";
}

} // namespace bascule::mapping
