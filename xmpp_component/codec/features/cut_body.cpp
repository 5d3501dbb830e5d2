#include "xmpp_component/codec/features/cut_body.hpp"

#include "mapping/conversation/names_in_text.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace bascule::xmpp {

namespace {

constexpr std::size_t most_ranges = 20;

struct Known {
    const char* ns;
    const char* element; // whose presence makes its fallback one
};
constexpr std::array known_fallbacks{Known{ns::reply, "reply"},
                                     Known{ns::file_sharing, "file-sharing"},
                                     Known{ns::oob, "x"},
                                     Known{ns::reactions, "reactions"},
                                     Known{ns::geoloc, "geoloc"},
                                     Known{ns::message_retract, "retract"},
                                     Known{ns::message_correct, "replace"}};

bool stands_for(pugi::xml_node message, std::string_view what) {
    return std::ranges::any_of(known_fallbacks, [&](const Known& known) {
        return what == known.ns && !child_in(message, known.element, known.ns).empty();
    });
}

// XEP-0428 §2: no range means all of the body; a fallback that names only the subject means nothing of it.
std::vector<mapping::Span> ranges_of(pugi::xml_node fallback, std::size_t length) {
    std::vector<mapping::Span> ranges;
    if (!first_element(fallback)) {
        ranges.push_back({0, length});
    }
    for (const auto body : fallback.children("body")) {
        const bool is_whole = !body.attribute("start") && !body.attribute("end");
        mapping::Span range{0, length};
        if (!is_whole) {
            range = {place_of(body, "start"), body.attribute("end") ? place_of(body, "end") : length};
        }
        range.end = std::min(range.end, length);
        if (!range.is_empty() && ranges.size() < most_ranges) {
            ranges.push_back(range);
        }
    }
    return ranges;
}

// In order, and those that touch as one.
std::vector<mapping::Span> united(std::vector<mapping::Span> ranges) {
    std::ranges::sort(ranges, {}, &mapping::Span::begin);
    std::vector<mapping::Span> all;
    for (const auto& range : ranges) {
        if (!all.empty() && range.begin <= all.back().end) {
            all.back().end = std::max(all.back().end, range.end);
        } else {
            all.push_back(range);
        }
    }
    return all;
}

} // namespace

std::size_t place_of(pugi::xml_node element, const char* name) {
    const auto text = attribute_of(element, name);
    std::size_t place = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), place);
    const bool is_number = !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return is_number ? place : std::string_view::npos;
}

std::size_t CutBody::moved(std::size_t place) const noexcept {
    std::size_t gone = 0;
    for (const auto& range : removed) {
        if (range.begin < place) {
            gone += std::min(place, range.end) - range.begin;
        }
    }
    return place == std::string_view::npos ? place : place - gone;
}

void CutBody::remove_beginning(std::size_t bytes) {
    const auto count = mapping::code_points(std::string_view{text}.substr(0, bytes));
    std::size_t begin = 0; // of what is left, in the body as it came
    if (!removed.empty() && removed.front().begin == 0) {
        begin = removed.front().end;
    }
    text.erase(0, bytes);
    removed.push_back({begin, begin + count});
    removed = united(std::move(removed));
}

CutBody cut_body(pugi::xml_node message, std::string body) {
    const auto length = mapping::code_points(body);
    std::vector<mapping::Span> ranges;
    std::vector<mapping::Span> quotations;
    for (const auto fallback : message.children("fallback")) {
        const auto what = attribute_of(fallback, "for");
        if (namespace_of(fallback) != ns::fallback || !stands_for(message, what) || ranges.size() > most_ranges) {
            continue;
        }
        for (const auto& range : ranges_of(fallback, length)) {
            ranges.push_back(range);
            if (what == ns::reply) {
                quotations.push_back(range);
            }
        }
    }
    CutBody cut{std::move(body), {}, united(std::move(ranges))};
    for (const auto& range : united(std::move(quotations))) {
        cut.quotation += mapping::part_of(cut.text, range);
    }
    for (auto range = cut.removed.rbegin(); range != cut.removed.rend(); ++range) {
        const auto before = mapping::part_of(cut.text, {0, range->begin}).size();
        cut.text.erase(before, mapping::part_of(cut.text, *range).size());
    }
    return cut;
}

void add_fallback(pugi::xml_node stanza, const char* of) {
    auto fallback = add(stanza, "fallback", ns::fallback);
    set(fallback, "for", of);
    add(fallback, "body");
}

void add_fallback(pugi::xml_node stanza, const char* of, mapping::Span part) {
    auto fallback = add(stanza, "fallback", ns::fallback);
    set(fallback, "for", of);
    auto body = add(fallback, "body");
    set(body, "start", std::to_string(part.begin));
    set(body, "end", std::to_string(part.end));
}

} // namespace bascule::xmpp
