#include "mapping/text/line_builder.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace bascule::mapping {

namespace {

std::optional<char> directive_of(NodeKind kind) {
    switch (kind) {
        case NodeKind::strong:
            return '*';
        case NodeKind::emphasis:
        case NodeKind::underline: // nearest to it, and easily understood
            return '_';
        case NodeKind::deleted:
            return '~';
        default:
            return std::nullopt;
    }
}

// A link whose text says already where it leads.
bool is_said_by(std::string_view label, std::string_view url) {
    static constexpr std::array understood{std::string_view{"mailto:"}, std::string_view{"xmpp:"},
                                           std::string_view{"https://"}, std::string_view{"http://"}};
    const auto is_label_after = [&](std::string_view scheme) {
        return url.starts_with(scheme) && url.substr(scheme.size()) == label;
    };
    return label == url || is_mention(url) || std::ranges::any_of(understood, is_label_after);
}

class RunWriter {
public:
    explicit RunWriter(Marks marks) : marks_{marks} {}

    void write(const std::vector<RichNode>& nodes) {
        for (const auto& node : nodes) {
            write(node);
        }
    }
    std::vector<Run> runs;

private:
    void write(const RichNode& node) {
        switch (node.kind) {
            case NodeKind::text:
                return add(node.text);
            case NodeKind::line_break:
                return runs.push_back({{}, {}, true});
            case NodeKind::code:
                return write_code(node.text);
            case NodeKind::link:
                return write_link(node);
            case NodeKind::spoiler:
                add(node.value.empty() ? "[spoiler] " : "[spoiler: " + node.value + "] ");
                return write(node.children);
            case NodeKind::superscript:
                add("^");
                return write(node.children);
            case NodeKind::subscript:
                add("_");
                return write(node.children);
            case NodeKind::emoji:
                return add(node.text);
            case NodeKind::image:
                return add(node.text.empty() ? "[image]" : node.text);
            case NodeKind::maths:
                return add("$" + node.text + "$");
            case NodeKind::display_maths:
                return add("$$" + node.text + "$$");
            default:
                return write_marked(node);
        }
    }

    void write_code(std::string text) {
        std::ranges::replace(text, '\n', ' ');
        if (!text.empty()) {
            runs.push_back({std::move(text), directives_ + '`'});
        }
    }

    void write_marked(const RichNode& node) {
        const auto directive = directive_of(node.kind);
        const bool is_new = directive && marks_ == Marks::styling && directives_.find(*directive) == std::string::npos;
        if (!is_new) {
            return write(node.children);
        }
        directives_ += *directive;
        write(node.children);
        directives_.pop_back();
    }

    void write_link(const RichNode& node) {
        const auto before = runs.size();
        write(node.children);
        std::string label;
        for (auto run = before; run < runs.size(); ++run) {
            label += runs[run].text;
        }
        if (label.empty()) {
            add(node.value);
        } else if (!is_said_by(label, node.value)) {
            add(" (" + node.value + ")");
        } else if (label != node.value && node.value.ends_with(label) && node.value.starts_with("http")) {
            runs.resize(before);
            add(node.value); // whole, so that a client makes a link of it
        }
    }

    void add(std::string_view text) {
        for (std::size_t at = 0; at <= text.size();) {
            const auto end = std::min(text.find('\n', at), text.size());
            if (at > 0) {
                runs.push_back({{}, {}, true});
            }
            if (end > at) {
                runs.push_back({std::string{text.substr(at, end - at)}, directives_});
            }
            at = end + 1;
        }
    }

    Marks marks_;
    std::string directives_;
};

// Takes away what white space the runs begin or end with, and runs of nothing else.
std::string take_leading_space(std::vector<Run>& runs) {
    std::string space;
    while (!runs.empty()) {
        auto& text = runs.front().text;
        std::size_t length = 0;
        while (const auto one = length_of_leading_space(std::string_view{text}.substr(length))) {
            length += one;
        }
        space.append(text, 0, length);
        text.erase(0, length);
        if (!text.empty()) {
            break;
        }
        runs.erase(runs.begin());
    }
    return space;
}

std::string take_trailing_space(std::vector<Run>& runs) {
    std::string space;
    while (!runs.empty()) {
        auto& text = runs.back().text;
        auto length = text.size();
        while (const auto one = length_of_trailing_space(std::string_view{text}.substr(0, length))) {
            length -= one;
        }
        space.insert(0, text, length);
        text.resize(length);
        if (!text.empty()) {
            break;
        }
        runs.pop_back();
    }
    return space;
}

// Would it end a span of this directive too early?
bool closes(std::string_view text, char directive) {
    for (auto at = text.find(directive); at != std::string_view::npos; at = text.find(directive, at + 1)) {
        if (length_of_trailing_space(text.substr(0, at)) == 0) {
            return true;
        }
    }
    return false;
}

class LineBuilder {
public:
    explicit LineBuilder(std::string beginning) { line.text = std::move(beginning); }

    // Those that share their first `level` directives, which are written already.
    void put(std::span<const Run> runs, std::size_t level, std::vector<StyledSpan>& spans) {
        for (std::size_t at = 0; at < runs.size();) {
            if (runs[at].directives.size() <= level) {
                add(runs[at].text);
                ++at;
                continue;
            }
            const char directive = runs[at].directives[level];
            const auto begin = at;
            while (at < runs.size() && runs[at].directives.size() > level && runs[at].directives[level] == directive) {
                ++at;
            }
            put_marked(runs.subspan(begin, at - begin), level, spans);
        }
    }
    StyledLine line;

private:
    // White space may not stand just inside of a directive, so it goes outside.
    void put_marked(std::span<const Run> group, std::size_t level, std::vector<StyledSpan>& spans) {
        std::vector<Run> inner{group.begin(), group.end()};
        const auto leading = take_leading_space(inner);
        const auto trailing = take_trailing_space(inner);
        add(leading);
        const char directive = group.front().directives[level];
        const bool is_clean = std::ranges::none_of(inner, [&](const Run& run) { return closes(run.text, directive); });
        if (!inner.empty() && is_clean && may_open(directive)) {
            put_span(inner, level, spans);
        } else if (!inner.empty() && is_clean && directive == '`') { // reads well, even where no client would mark it
            add("`" + inner.front().text + "`");
        } else {
            put(inner, level + 1, spans);
        }
        add(trailing);
    }

    void put_span(std::span<const Run> inner, std::size_t level, std::vector<StyledSpan>& spans) {
        StyledSpan span;
        span.directive = inner.front().directives[level];
        span.begin = line.text.size();
        line.text += span.directive;
        opened_ = span.directive;
        put(inner, level + 1, span.children);
        line.text += span.directive;
        opened_ = '\0';
        span.end = line.text.size();
        spans.push_back(std::move(span));
    }

    bool may_open(char directive) const {
        const bool is_after_another = opened_ != '\0' && opened_ != directive;
        return is_after_another || ends_before_a_span(line.text);
    }

    void add(std::string_view text) {
        if (!text.empty()) {
            line.text += text;
            opened_ = '\0';
        }
    }

    char opened_ = '\0'; // the directive that was opened just now
};

} // namespace

std::vector<Run> runs_of(const std::vector<RichNode>& inlines, Marks marks) {
    RunWriter writer{marks};
    writer.write(inlines);
    return std::move(writer.runs);
}

StyledLine styled_line_of(std::string beginning, std::span<const Run> runs) {
    LineBuilder builder{std::move(beginning)};
    builder.put(runs, 0, builder.line.spans);
    return std::move(builder.line);
}

} // namespace bascule::mapping
