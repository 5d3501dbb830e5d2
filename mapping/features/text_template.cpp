#include "mapping/features/text_template.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

namespace bascule::mapping {

namespace {

constexpr std::array placeholders{std::string_view{"sender"}, std::string_view{"text"}, std::string_view{"quote"},
                                  std::string_view{"emoji"},  std::string_view{"link"}, std::string_view{"name"},
                                  std::string_view{"reason"}};

std::string all_placeholders() {
    std::string all;
    for (const auto one : placeholders) {
        all.append(all.empty() ? "{" : ", {").append(one).append("}");
    }
    return all;
}

struct Visitor {
    std::function<void(std::string_view)> on_text;
    std::function<void(std::string_view)> on_placeholder;
};

// Goes through a template. Returns what is wrong with it, if anything.
std::optional<Error> visit(std::string_view text, const Visitor& visitor) {
    for (std::size_t at = 0; at < text.size();) {
        const auto brace = std::min(text.find_first_of("{}", at), text.size());
        visitor.on_text(text.substr(at, brace - at));
        if (brace == text.size()) {
            return std::nullopt;
        }
        if (brace + 1 < text.size() && text[brace + 1] == text[brace]) {
            visitor.on_text(text.substr(brace, 1));
            at = brace + 2;
            continue;
        }
        const auto end = text.find('}', brace);
        if (text[brace] == '}' || end == std::string_view::npos) {
            return Error{"a brace stands alone in the template: write {{ or }} for the character itself"};
        }
        const auto name = text.substr(brace + 1, end - brace - 1);
        if (std::ranges::find(placeholders, name) == placeholders.end()) {
            return Error{"the template has {" + std::string{name} + "}, but there are only " + all_placeholders()};
        }
        visitor.on_placeholder(name);
        at = end + 1;
    }
    return std::nullopt;
}

} // namespace

Result<TextTemplate> TextTemplate::parse(std::string_view text) {
    const auto ignore = [](std::string_view) {};
    if (auto error = visit(text, {ignore, ignore})) {
        return *error;
    }
    return TextTemplate{std::string{text}};
}

std::string TextTemplate::filled(const TemplateValues& values) const {
    std::string result;
    const auto add = [&](std::string_view text) { result += text; };
    const auto add_value = [&](std::string_view name) {
        const auto found = values.find(name);
        result += found == values.end() ? std::string{} : found->second;
    };
    visit(text_, {add, add_value});
    return result;
}

} // namespace bascule::mapping
