#include "bridge/commands/command.hpp"

namespace bascule::bridge {

std::string name_of(const Asker& asker) {
    return std::visit([](const auto& id) { return id.str(); }, asker);
}

std::string Command::usage() const {
    auto text = name;
    for (const auto& parameter : parameters) {
        const auto is_optional = parameter.need == CommandParameter::Need::optional;
        text += is_optional ? " [" + parameter.name + "]" : " " + parameter.name;
    }
    return text;
}

} // namespace bascule::bridge
