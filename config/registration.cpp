#include "config/registration.hpp"

#include <yaml-cpp/yaml.h>

namespace bascule::config {

namespace {

void write_namespace(YAML::Emitter& out, const char* kind, const std::string& regex) {
    out << YAML::Key << kind << YAML::Value << YAML::BeginSeq << YAML::BeginMap;
    out << YAML::Key << "regex" << YAML::Value << YAML::SingleQuoted << regex;
    out << YAML::Key << "exclusive" << YAML::Value << true;
    out << YAML::EndMap << YAML::EndSeq;
}

} // namespace

std::string registration_of(const Configuration& configuration) {
    const auto names = names_of(configuration);
    const auto& appservice = configuration.appservice;
    YAML::Emitter out;
    const auto text = [&out](const char* key, const std::string& value) {
        out << YAML::Key << key << YAML::Value << YAML::SingleQuoted << value;
    };
    const auto flag = [&out](const char* key, bool value) { out << YAML::Key << key << YAML::Value << value; };
    out << YAML::BeginMap;
    text("id", appservice.id);
    text("url", appservice.url);
    text("as_token", appservice.as_token.reveal());
    text("hs_token", appservice.hs_token.reveal());
    text("sender_localpart", std::string{appservice.bot.localpart()});
    out << YAML::Key << "namespaces" << YAML::Value << YAML::BeginMap;
    write_namespace(out, "users", names.ghost_namespace());
    write_namespace(out, "aliases", names.alias_namespace());
    out << YAML::Key << "rooms" << YAML::Value << YAML::Flow << YAML::BeginSeq << YAML::EndSeq;
    out << YAML::EndMap;
    // Synapse limits an appservice that does not say this.
    flag("rate_limited", false);
    flag("receive_ephemeral", true);
    // The same under the name that older servers know.
    flag("de.sorunome.msc2409.push_ephemeral", true);
    out << YAML::Key << "protocols" << YAML::Value << YAML::Flow << YAML::BeginSeq << "xmpp" << YAML::EndSeq;
    out << YAML::EndMap << YAML::Newline;
    return out.c_str();
}

} // namespace bascule::config
