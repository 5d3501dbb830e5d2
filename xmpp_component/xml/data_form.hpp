#pragma once

#include <pugixml.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Forms (XEP-0004), each of a FORM_TYPE (XEP-0068).
namespace bascule::xmpp {

struct FormField {
    std::string var;
    std::string type{}; ///< left out where empty
    std::vector<std::string> values{};
    std::string label{}; ///< left out where empty
};

/// Appends a form of this type: `form`, `submit` or `result`.
pugi::xml_node add_form(pugi::xml_node parent, std::string_view type, std::string_view form_type,
                        const std::vector<FormField>& fields);
pugi::xml_node add_field(pugi::xml_node form, const FormField& field);

/// What was filled in: the values by the field's name, without FORM_TYPE.
using FormValues = std::map<std::string, std::vector<std::string>, std::less<>>;
/// Of the submitted form of this FORM_TYPE, or of one that names none; nothing where there is no such form.
std::optional<FormValues> read_form(pugi::xml_node parent, std::string_view form_type);

/// The field's first value; empty where there is none.
std::string value_in(const FormValues& values, std::string_view var);
/// XEP-0004 §3.3, boolean; nothing where the field is missing or something else.
std::optional<bool> flag_in(const FormValues& values, std::string_view var);

} // namespace bascule::xmpp
