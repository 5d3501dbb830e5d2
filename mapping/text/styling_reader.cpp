#include "mapping/text/styling.hpp"
#include "mapping/text/styling_lines.hpp"

#include <span>
#include <utility>

namespace bascule::mapping {

namespace {

NodeKind kind_of(char directive) {
    switch (directive) {
        case '*':
            return NodeKind::strong;
        case '_':
            return NodeKind::emphasis;
        case '~':
            return NodeKind::deleted;
        default:
            return NodeKind::code;
    }
}

// What stands in this part of a line, which has these spans.
std::vector<RichNode> inlines_of(std::string_view line, std::size_t begin, std::size_t end,
                                 const std::vector<StyledSpan>& spans) {
    std::vector<RichNode> nodes;
    const auto add_text = [&](std::size_t from, std::size_t to) {
        if (from < to) {
            nodes.push_back(text_node(std::string{line.substr(from, to - from)}));
        }
    };
    for (const auto& span : spans) {
        add_text(begin, span.begin);
        RichNode node;
        node.kind = kind_of(span.directive);
        if (node.kind == NodeKind::code) {
            node.text = line.substr(span.begin + 1, span.end - span.begin - 2);
        } else {
            node.children = inlines_of(line, span.begin + 1, span.end - 1, span.children);
        }
        nodes.push_back(std::move(node));
        begin = span.end;
    }
    add_text(begin, end);
    return nodes;
}

// The blocks of lines that stand in at least so many quotations.
class Reader {
public:
    explicit Reader(std::size_t quotes) : quotes_{quotes} {}

    std::vector<RichNode> read(std::span<const StyledLine> lines) {
        for (std::size_t at = 0; at < lines.size();) {
            const auto& line = lines[at];
            if (line.quotes > quotes_) {
                at = read_quote(lines, at);
            } else if (line.kind == StyledLine::Kind::opening_fence) {
                at = read_preformatted(lines, at);
            } else {
                read_line(line);
                ++at;
            }
        }
        end_paragraph();
        return std::move(blocks_);
    }

private:
    std::size_t read_quote(std::span<const StyledLine> lines, std::size_t at) {
        end_paragraph();
        const auto begin = at;
        while (at < lines.size() && lines[at].quotes > quotes_) {
            ++at;
        }
        auto inner = Reader{quotes_ + 1}.read(lines.subspan(begin, at - begin));
        if (!inner.empty()) {
            blocks_.push_back(node_of(NodeKind::quote, std::move(inner)));
        }
        return at;
    }

    std::size_t read_preformatted(std::span<const StyledLine> lines, std::size_t at) {
        end_paragraph();
        RichNode block;
        block.kind = NodeKind::preformatted;
        block.value = lines[at].text.substr(3);
        const auto is_inside = [&](const StyledLine& line) {
            return line.quotes == quotes_ && line.kind == StyledLine::Kind::preformatted;
        };
        const auto begin = ++at;
        for (; at < lines.size() && is_inside(lines[at]); ++at) {
            block.text += (at == begin ? "" : "\n") + lines[at].text;
        }
        blocks_.push_back(std::move(block));
        const bool is_closed = at < lines.size() && lines[at].kind == StyledLine::Kind::closing_fence;
        return is_closed ? at + 1 : at;
    }

    void read_line(const StyledLine& line) {
        if (line.text.empty()) {
            end_paragraph();
            return;
        }
        if (!paragraph_.empty()) {
            paragraph_.push_back(node_of(NodeKind::line_break, {}));
        }
        for (auto& node : inlines_of(line.text, 0, line.text.size(), line.spans)) {
            paragraph_.push_back(std::move(node));
        }
    }

    void end_paragraph() {
        if (!paragraph_.empty()) {
            blocks_.push_back(node_of(NodeKind::paragraph, std::exchange(paragraph_, {})));
        }
    }

    std::size_t quotes_;
    std::vector<RichNode> blocks_;
    std::vector<RichNode> paragraph_;
};

} // namespace

RichText read_styling(std::string_view body) {
    const auto lines = styled_lines_of(body);
    return {Reader{0}.read(lines)};
}

} // namespace bascule::mapping
