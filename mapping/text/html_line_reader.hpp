#pragma once

#include "mapping/text/html_tree.hpp"
#include "mapping/text/rich_text.hpp"

#include <string_view>
#include <vector>

namespace bascule::mapping::html {

/// Reads what stands in a line. White space is shown as one space, at a line's beginning not at all (CSS Text 3 §4.1).
class LineReader {
public:
    /// Adds the element or text to what was read.
    void read(const GumboNode& node, std::size_t depth) { read(node, nodes_, depth); }
    /// What was read since the last time.
    std::vector<RichNode> take();

private:
    void read(const GumboNode& node, std::vector<RichNode>& into, std::size_t depth);
    void read_children(const GumboNode& node, std::vector<RichNode>& into, std::size_t depth);
    void break_line(std::vector<RichNode>& into);
    void add_text(std::string_view text, std::vector<RichNode>& into);

    std::vector<RichNode> nodes_;
    bool is_after_space_ = true;
};

} // namespace bascule::mapping::html
