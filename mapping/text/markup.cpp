#include "mapping/text/markup.hpp"

#include "mapping/utf8.hpp"

#include <algorithm>
#include <cctype>
#include <functional>
#include <iterator>
#include <span>
#include <tuple>
#include <utility>

namespace bascule::mapping {

namespace {

constexpr std::size_t most_ranges = 1'000;
constexpr std::size_t most_nesting = 32;

// Where each code point begins, and where the text ends. Of what is no UTF-8 each byte counts as one.
std::vector<std::size_t> code_points_of(std::string_view text) {
    std::vector<std::size_t> begins;
    for (std::size_t at = 0; at < text.size(); at += std::max<std::size_t>(utf8_length(text.substr(at)), 1)) {
        begins.push_back(at);
    }
    begins.push_back(text.size());
    return begins;
}

// From code points to bytes; what reaches beyond the text is empty then.
template <class Range>
void to_bytes(std::vector<Range>& ranges, const std::vector<std::size_t>& code_points) {
    std::erase_if(ranges, [&](const Range& one) { return one.begin >= one.end || one.end >= code_points.size(); });
    for (auto& one : ranges) {
        one.begin = code_points[one.begin];
        one.end = code_points[one.end];
    }
    std::ranges::stable_sort(ranges, {}, [](const Range& one) { return std::tuple{one.begin, ~one.end}; });
}

// XEP-0394 §4.3: the first item begins with the list, and each begins in it and behind the one before.
bool is_wrong_list(const MarkupBlock& block) {
    const bool is_list = block.kind == NodeKind::ordered_list || block.kind == NodeKind::bullet_list;
    const auto& items = block.items;
    const bool is_ascending = std::ranges::adjacent_find(items, std::greater_equal{}) == items.end();
    return is_list && (items.empty() || items.front() != block.begin || items.back() >= block.end || !is_ascending);
}

// Those that begin within another and end behind it.
bool overlaps(const MarkupBlock& one, const MarkupBlock& other) {
    return one.begin < other.begin && other.begin < one.end && one.end < other.end;
}

std::string_view without_quote_marks(std::string_view line, std::size_t quotes) {
    for (; quotes > 0 && line.starts_with('>'); --quotes) {
        line.remove_prefix(1);
    }
    return line.starts_with(' ') ? line.substr(1) : line;
}

// "- ", "* ", "1. " and the like at the beginning of an item.
std::string_view without_item_mark(std::string_view line) {
    std::size_t length = 0;
    while (length < line.size() && std::isdigit(static_cast<unsigned char>(line[length])) != 0) {
        ++length;
    }
    const bool is_number = length > 0 && length < line.size() && (line[length] == '.' || line[length] == ')');
    const bool is_bullet =
        length == 0 && !line.empty() && std::string_view{"-*+"}.find(line[0]) != std::string_view::npos;
    const auto mark = length + 1;
    const bool has_mark = (is_number || is_bullet) && mark < line.size() && line[mark] == ' ';
    return has_mark ? line.substr(mark + 1) : line;
}

class Reader {
public:
    Reader(std::string_view body, Markup markup) : body_{body}, markup_{std::move(markup)} {
        const auto code_points = code_points_of(body);
        std::erase_if(markup_.blocks, is_wrong_list);
        markup_.blocks.resize(std::min(markup_.blocks.size(), most_ranges));
        markup_.spans.resize(std::min(markup_.spans.size(), most_ranges));
        to_bytes(markup_.blocks, code_points);
        to_bytes(markup_.spans, code_points);
        for (auto& block : markup_.blocks) {
            for (auto& item : block.items) {
                item = code_points[item];
            }
        }
        drop_overlapping();
    }

    RichText read() { return {read_blocks({0, body_.size(), 0, 0, false})}; }

private:
    // A stretch of the body, and in how many quotations and blocks it stands.
    struct Stretch {
        std::size_t begin = 0;
        std::size_t end = 0;
        std::size_t quotes = 0;
        std::size_t depth = 0;
        bool is_item = false;
    };

    void drop_overlapping() {
        std::vector<MarkupBlock> kept;
        for (auto& block : markup_.blocks) {
            if (std::ranges::none_of(kept, [&](const MarkupBlock& one) { return overlaps(one, block); })) {
                kept.push_back(std::move(block));
            }
        }
        markup_.blocks = std::move(kept);
        std::size_t free_from = 0;
        std::erase_if(markup_.spans, [&](const MarkupSpan& span) {
            const bool is_taken = span.begin < free_from;
            free_from = is_taken ? free_from : span.end;
            return is_taken;
        });
    }

    // Every block is read but once: it belongs to the first stretch that holds it.
    std::vector<RichNode> read_blocks(Stretch stretch) {
        std::vector<RichNode> nodes;
        while (next_block_ < markup_.blocks.size() && markup_.blocks[next_block_].end <= stretch.end) {
            const auto& block = markup_.blocks[next_block_++];
            if (block.begin < stretch.begin || stretch.depth == most_nesting) {
                continue;
            }
            read_lines(stretch, block.begin, nodes);
            nodes.push_back(read_block(block, {block.begin, block.end, stretch.quotes, stretch.depth + 1, false}));
            stretch.begin = block.end;
            stretch.is_item = false;
        }
        read_lines(stretch, stretch.end, nodes);
        return nodes;
    }

    RichNode read_block(const MarkupBlock& block, Stretch inside) {
        auto node = node_of(block.kind, {});
        if (block.kind == NodeKind::preformatted) {
            node.text = body_.substr(block.begin, block.end - block.begin);
            node.value = block.language;
            if (node.text.ends_with('\n')) {
                node.text.pop_back();
            }
        } else if (block.kind == NodeKind::quote) {
            ++inside.quotes;
            node.children = read_blocks(inside);
        } else {
            node.number = block.kind == NodeKind::ordered_list ? 1 : 0;
            for (auto item = block.items.begin(); item != block.items.end(); ++item) {
                const auto next = std::next(item);
                inside.begin = *item;
                inside.end = next == block.items.end() ? block.end : *next;
                inside.is_item = true;
                node.children.push_back(node_of(NodeKind::item, read_blocks(inside)));
            }
        }
        return node;
    }

    void read_lines(const Stretch& stretch, std::size_t end, std::vector<RichNode>& nodes) {
        std::vector<RichNode> paragraph;
        const auto end_paragraph = [&] {
            if (!paragraph.empty()) {
                nodes.push_back(node_of(NodeKind::paragraph, std::exchange(paragraph, {})));
            }
        };
        for (auto at = stretch.begin; at < end;) {
            const auto line_end = std::min(body_.find('\n', at), end);
            auto line = body_.substr(at, line_end - at);
            line = stretch.quotes > 0 ? without_quote_marks(line, stretch.quotes) : line;
            line = stretch.is_item && at == stretch.begin ? without_item_mark(line) : line;
            if (line.empty()) {
                end_paragraph();
            } else {
                if (!paragraph.empty()) {
                    paragraph.push_back(node_of(NodeKind::line_break, {}));
                }
                add_inlines(line_end - line.size(), line_end, paragraph);
            }
            at = line_end + 1;
        }
        end_paragraph();
    }

    void add_inlines(std::size_t begin, std::size_t end, std::vector<RichNode>& nodes) {
        const auto add = [&](std::size_t to, std::span<const NodeKind> marks) {
            if (begin < to) {
                nodes.push_back(marked(body_.substr(begin, to - begin), marks));
                begin = to;
            }
        };
        const auto& spans = markup_.spans;
        while (next_span_ < spans.size() && spans[next_span_].end <= begin) {
            ++next_span_;
        }
        for (auto span = next_span_; span < spans.size() && spans[span].begin < end; ++span) {
            add(spans[span].begin, {});
            add(std::min(spans[span].end, end), spans[span].marks);
        }
        add(end, {});
    }

    static RichNode marked(std::string_view text, std::span<const NodeKind> marks) {
        auto node = text_node(std::string{text});
        if (std::ranges::find(marks, NodeKind::code) != marks.end()) {
            node.kind = NodeKind::code;
        }
        for (const auto mark : marks) {
            if (mark != NodeKind::code) {
                node = node_of(mark, {std::move(node)});
            }
        }
        return node;
    }

    std::string_view body_;
    Markup markup_;
    std::size_t next_block_ = 0;
    std::size_t next_span_ = 0;
};

} // namespace

RichText read_markup(std::string_view body, Markup markup) {
    return Reader{body, std::move(markup)}.read();
}

} // namespace bascule::mapping
