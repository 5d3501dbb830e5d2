#include "mapping/text/line_builder.hpp"
#include "mapping/text/styling.hpp"
#include "mapping/text/styling_lines.hpp"

#include <algorithm>
#include <utility>

namespace bascule::mapping {

namespace {

bool is_list(NodeKind kind) {
    return kind == NodeKind::ordered_list || kind == NodeKind::bullet_list;
}

// An empty line parts two blocks, but where each can be told from the other without it.
bool needs_gap(const RichNode& above, const RichNode& below) {
    if (above.kind == NodeKind::quote) {
        return below.kind == NodeKind::quote;
    }
    return !(is_list(below.kind) && above.kind == NodeKind::paragraph);
}

class BlockWriter {
public:
    explicit BlockWriter(Marks marks) : marks_{marks} {}

    void write(const std::vector<RichNode>& blocks) {
        for (std::size_t at = 0; at < blocks.size(); ++at) {
            if (at > 0 && needs_gap(blocks[at - 1], blocks[at])) {
                lines.push_back({StyledLine::Kind::plain, quotes_, {}, {}});
            }
            write(blocks[at]);
        }
    }
    std::vector<StyledLine> lines;

private:
    void write(const RichNode& block) {
        switch (block.kind) {
            case NodeKind::heading:
                return write_inlines({node_of(NodeKind::strong, block.children)});
            case NodeKind::preformatted:
                return write_preformatted(block);
            case NodeKind::quote:
                return write_quote(block);
            case NodeKind::ordered_list:
            case NodeKind::bullet_list:
                return write_list(block);
            case NodeKind::rule:
                return write_inlines({text_node("---")});
            case NodeKind::table:
                return write_table(block);
            default:
                return write_inlines(block.children);
        }
    }

    void write_inlines(const std::vector<RichNode>& inlines) {
        const auto runs = runs_of(inlines, marks_);
        for (auto begin = runs.begin();;) {
            const auto end = std::find_if(begin, runs.end(), [](const Run& run) { return run.is_line_break; });
            auto line = styled_line_of(take_beginning(), {begin, end});
            line.quotes = quotes_;
            lines.push_back(std::move(line));
            if (end == runs.end()) {
                return;
            }
            begin = end + 1;
        }
    }

    void write_preformatted(const RichNode& block) {
        const bool is_in_list = !indent_.empty(); // where no line begins with a fence
        const auto add = [&](StyledLine::Kind kind, std::string_view text) {
            const auto written = is_in_list ? StyledLine::Kind::plain : kind;
            lines.push_back({written, quotes_, take_beginning().append(text), {}});
        };
        add(StyledLine::Kind::opening_fence, "```" + block.value);
        std::string_view rest = block.text;
        for (;;) {
            const auto end = std::min(rest.find('\n'), rest.size());
            add(StyledLine::Kind::preformatted, rest.substr(0, end));
            if (end == rest.size()) {
                break;
            }
            rest.remove_prefix(end + 1);
        }
        add(StyledLine::Kind::closing_fence, "```");
    }

    void write_quote(const RichNode& block) {
        if (!indent_.empty()) { // in a list it is no quotation to XEP-0393, and yet reads like one
            return write_indented("> ", "> ", block.children);
        }
        ++quotes_;
        write(block.children);
        --quotes_;
    }

    void write_list(const RichNode& list) {
        auto number = list.number;
        for (const auto& item : list.children) {
            const auto mark = list.kind == NodeKind::bullet_list ? "- " : std::to_string(number++) + ". ";
            write_indented(mark, std::string(mark.size(), ' '), item.children);
        }
    }

    void write_indented(std::string_view first, std::string_view others, const std::vector<RichNode>& blocks) {
        const auto outer = indent_;
        beginning_ = take_beginning().append(first);
        indent_ += others;
        write(blocks);
        if (!beginning_.empty()) { // there was nothing in it
            lines.push_back({StyledLine::Kind::plain, quotes_, take_beginning(), {}});
        }
        indent_ = outer;
    }

    void write_table(const RichNode& table) {
        for (const auto& row : table.children) {
            std::vector<RichNode> inlines;
            for (const auto& cell : row.children) {
                if (!inlines.empty()) {
                    inlines.push_back(text_node(" | "));
                }
                inlines.insert(inlines.end(), cell.children.begin(), cell.children.end());
            }
            write_inlines(inlines);
        }
    }

    std::string take_beginning() { return beginning_.empty() ? indent_ : std::exchange(beginning_, {}); }

    Marks marks_;
    std::size_t quotes_ = 0;
    std::string indent_;    // of every line of a list's item
    std::string beginning_; // of the next line instead, with the item's mark
};

std::vector<StyledLine> lines_of(const RichText& text, Marks marks) {
    BlockWriter writer{marks};
    writer.write(text.blocks);
    return std::move(writer.lines);
}

} // namespace

StyledBody write_styling(const RichText& text) {
    const auto lines = lines_of(text, Marks::styling);
    auto body = text_of(lines);
    const bool is_as_meant = styled_lines_of(body) == lines;
    return {std::move(body), !is_as_meant};
}

StyledBody write_unstyled(std::string text) {
    const auto is_styled = [](const StyledLine& line) {
        return line.quotes > 0 || line.kind != StyledLine::Kind::plain || !line.spans.empty();
    };
    const bool is_styled_by_accident = std::ranges::any_of(styled_lines_of(text), is_styled);
    return {std::move(text), is_styled_by_accident};
}

std::string write_plain(const RichText& text) {
    return text_of(lines_of(text, Marks::code_only));
}

} // namespace bascule::mapping
