#include "config/environment.hpp"

#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/text_file.hpp"

#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace bascule::config {

namespace {

constexpr std::string_view prefix = "BASCULE_";
constexpr std::string_view file_suffix = "_FILE";

struct Variable {
    const Key* key = nullptr;
    bool names_file = false;
};

std::map<std::string, Variable> all_variables() {
    std::map<std::string, Variable> variables;
    for (const auto& key : keys()) {
        const auto name = variable_of(key);
        variables.emplace(name, Variable{&key, false});
        if (key.secrecy == Secrecy::secret) {
            variables.emplace(name + std::string{file_suffix}, Variable{&key, true});
        }
    }
    return variables;
}

// Editors leave a line end behind the text.
std::string without_line_end(std::string text) {
    while (text.ends_with('\n') || text.ends_with('\r')) {
        text.pop_back();
    }
    return text;
}

void report(Document& document, const std::string& variable, std::string what) {
    document.problems.push_back({variable, 0, std::move(what)});
}

// The section that a variable would belong to: the word behind the prefix.
std::string_view section_of(std::string_view name) {
    name.remove_prefix(prefix.size());
    return name.substr(0, name.find('_'));
}

// A variable is meant for us where it begins as one of ours or is spelt much like one; other programs of the same
// family may have variables of their own.
void report_unknown(const std::string& name, const std::map<std::string, Variable>& variables, Document& document) {
    std::vector<std::string> endings;
    bool is_of_section = false;
    for (const auto& [known, variable] : variables) {
        endings.push_back(known.substr(prefix.size()));
        is_of_section = is_of_section || section_of(known) == section_of(name);
    }
    const auto meant = nearest(std::string_view{name}.substr(prefix.size()), endings);
    if (name == std::string{prefix} + "PERMISSIONS") {
        report(document, name, "is no variable: permissions are lines of the file; unset it");
    } else if (meant) {
        report(document, name, "names no key; did you mean " + std::string{prefix} + *meant + '?');
    } else if (is_of_section) {
        report(document, name, "names no key; unset it");
    }
}

void take(const std::string& name, const Variable& variable, const std::string& value, Document& document) {
    Entry entry{value, name, 0};
    if (variable.names_file) {
        auto text = read_text_file(value);
        if (!text) {
            report(document, name,
                   "the file " + value + " cannot be read (" + text.error().reason +
                       "); check its path and who may read it");
            return;
        }
        entry.text = without_line_end(std::move(*text));
    }
    document.values.insert_or_assign(std::string{variable.key->path}, std::move(entry));
}

} // namespace

Environment process_environment() {
    Environment found;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text{*variable};
        if (const auto equals = text.find('='); text.starts_with(prefix) && equals != text.npos) {
            found.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return found;
}

void override_from(const Environment& environment, Document& document) {
    const auto variables = all_variables();
    for (const auto& [name, value] : environment) {
        if (!name.starts_with(prefix)) {
            continue;
        }
        const auto known = variables.find(name);
        if (known == variables.end()) {
            report_unknown(name, variables, document);
        } else if (known->second.names_file && environment.contains(variable_of(*known->second.key))) {
            report(document, name, variable_of(*known->second.key) + " is set as well; unset one of the two");
        } else {
            take(name, known->second, value, document);
        }
    }
}

} // namespace bascule::config
