#include "xmpp_component/xml/data_form.hpp"

#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

namespace {

constexpr std::string_view type_field = "FORM_TYPE";

FormValues values_of(pugi::xml_node form) {
    FormValues values;
    for (const auto field : form.children("field")) {
        auto& texts = values[std::string{attribute_of(field, "var")}];
        for (const auto value : field.children("value")) {
            texts.push_back(text_of(value));
        }
    }
    return values;
}

} // namespace

pugi::xml_node add_field(pugi::xml_node form, const FormField& field) {
    auto element = add(form, "field");
    if (!field.type.empty()) {
        set(element, "type", field.type);
    }
    set(element, "var", field.var);
    if (!field.label.empty()) {
        set(element, "label", field.label);
    }
    for (const auto& value : field.values) {
        set_text(add(element, "value"), value);
    }
    return element;
}

pugi::xml_node add_form(pugi::xml_node parent, std::string_view type, std::string_view form_type,
                        const std::vector<FormField>& fields) {
    auto form = add(parent, "x", ns::data_form);
    set(form, "type", type);
    add_field(form, {.var = std::string{type_field}, .type = "hidden", .values = {std::string{form_type}}});
    for (const auto& field : fields) {
        add_field(form, field);
    }
    return form;
}

std::optional<FormValues> read_form(pugi::xml_node parent, std::string_view form_type) {
    for (const auto form : parent.children("x")) {
        if (namespace_of(form) != ns::data_form || attribute_of(form, "type") != "submit") {
            continue;
        }
        auto values = values_of(form);
        const auto named = value_in(values, type_field);
        if (named.empty() || named == form_type) {
            values.erase(std::string{type_field});
            return values;
        }
    }
    return std::nullopt;
}

std::string value_in(const FormValues& values, std::string_view var) {
    const auto found = values.find(var);
    return found == values.end() || found->second.empty() ? "" : found->second.front();
}

std::optional<bool> flag_in(const FormValues& values, std::string_view var) {
    const auto text = value_in(values, var);
    if (text == "true" || text == "1") {
        return true;
    }
    return text == "false" || text == "0" ? std::optional{false} : std::nullopt;
}

} // namespace bascule::xmpp
