#include "xmpp_component/xml/result_page.hpp"

#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <charconv>

namespace bascule::xmpp {

namespace {

std::optional<std::string> text_in(pugi::xml_node set, const char* name) {
    const auto child = child_in(set, name, ns::result_set);
    return child ? std::optional{text_of(child)} : std::nullopt;
}

std::optional<int> number_of(const std::optional<std::string>& text) {
    int number = 0;
    if (!text || text->empty()) {
        return std::nullopt;
    }
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), number);
    return parsed.ec == std::errc{} && number >= 0 ? std::optional{number} : std::nullopt;
}

} // namespace

std::optional<PageRequest> read_page_request(pugi::xml_node parent) {
    const auto set = child_in(parent, "set", ns::result_set);
    if (!set) {
        return std::nullopt;
    }
    return PageRequest{.most = number_of(text_in(set, "max")),
                       .before = text_in(set, "before"),
                       .after = text_in(set, "after"),
                       .has_index = text_in(set, "index").has_value()};
}

void add_page_ends(pugi::xml_node parent, const PageEnds& ends) {
    auto page = add(parent, "set", ns::result_set);
    if (!ends.first.empty()) {
        set_text(add(page, "first"), ends.first);
    }
    if (!ends.last.empty()) {
        set_text(add(page, "last"), ends.last);
    }
    if (ends.total) {
        set_text(add(page, "count"), std::to_string(*ends.total));
    }
}

} // namespace bascule::xmpp
