#include "config/initial.hpp"

#include <yaml-cpp/yaml.h>

#include <utility>
#include <vector>

namespace bascule::config {

namespace {

using Lines = std::vector<std::pair<const char*, std::string>>;

void write_section(YAML::Emitter& out, const char* name, const Lines& lines) {
    out << YAML::Key << name << YAML::Value << YAML::BeginMap;
    for (const auto& [key, value] : lines) {
        if (!value.empty()) {
            out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << value;
        }
    }
    out << YAML::EndMap << YAML::Newline;
}

} // namespace

std::string initial_configuration(const InitialSettings& settings) {
    YAML::Emitter out;
    out.SetIndent(2);
    out << YAML::Comment(
        "Configuration of Bascule. What each key means, and which others there are, is explained in\n"
        "bascule.example.yaml.");
    out << YAML::BeginMap;
    write_section(out, "homeserver", {{"url", settings.homeserver_url}, {"domain", settings.homeserver_domain}});
    write_section(out, "appservice",
                  {{"listen", settings.listen},
                   {"url", settings.appservice_url},
                   {"as_token", settings.as_token},
                   {"hs_token", settings.hs_token}});
    write_section(
        out, "xmpp",
        {{"component", settings.component}, {"server", settings.xmpp_server}, {"secret", settings.xmpp_secret}});
    out << YAML::Key << "database" << YAML::Value << YAML::DoubleQuoted << settings.database << YAML::Newline;
    write_section(out, "admin", {{"listen", settings.admin_listen}});
    write_section(out, "media", {{"listen", settings.media_listen}});
    out << YAML::Key << "permissions" << YAML::Value << YAML::BeginMap;
    out << YAML::Key << YAML::DoubleQuoted << "*" << YAML::Value << "use";
    if (!settings.admin.empty()) {
        out << YAML::Key << YAML::DoubleQuoted << settings.admin << YAML::Value << "admin";
    }
    out << YAML::EndMap << YAML::EndMap << YAML::Newline;
    return out.c_str();
}

} // namespace bascule::config
