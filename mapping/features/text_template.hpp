#pragma once

#include "mapping/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// What may stand in braces in a template: the sender's name, the words, the beginning of what they are about, the
/// emoji, a link, another's name, a reason.
using TemplateValues = std::map<std::string_view, std::string>;

/// Words with placeholders such as `{sender}`.
class TextTemplate {
public:
    /// Fails, naming it, on a placeholder that there is not and on a brace that stands alone. `{{` and `}}` are braces.
    static Result<TextTemplate> parse(std::string_view text);

    /// What has no value is left out; values are not looked into.
    std::string filled(const TemplateValues& values) const;
    const std::string& text() const noexcept { return text_; }
    friend bool operator==(const TextTemplate&, const TextTemplate&) = default;

private:
    explicit TextTemplate(std::string text) : text_{std::move(text)} {}

    std::string text_;
};

} // namespace bascule::mapping
