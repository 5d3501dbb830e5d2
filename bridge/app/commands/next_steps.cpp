#include "bridge/app/commands/next_steps.hpp"

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace bascule::app {

namespace {

// Both servers take a double-quoted string with these two escaped.
std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

void print_synapse(std::ostream& out, const std::filesystem::path& registration) {
    out << "1. Synapse reads a copy of the registration; its user and folder are here those of matrix.org's "
           "package:\n\n"
           "    sudo install -o matrix-synapse -m 0600 "
        << in_quotes(registration.string())
        << " /etc/matrix-synapse/bascule.yaml\n\n"
           "   In homeserver.yaml, followed by a restart:\n\n"
           "app_service_config_files:\n"
           "  - \"/etc/matrix-synapse/bascule.yaml\"\n\n";
}

void print_prosody(std::ostream& out, const config::Configuration& configuration) {
    constexpr int usual_port = 5347;
    out << "2. Prosody, at the end of prosody.cfg.lua, then restart it (a reload does not activate a component):\n\n"
           "Component "
        << in_quotes(configuration.xmpp.component.str())
        << "\n"
           "    component_secret = "
        << in_quotes(configuration.xmpp.secret.reveal()) << "\n\n";
    if (configuration.xmpp.server.port != usual_port) {
        out << "   and in its global section, before the first VirtualHost or Component line:\n\n"
               "component_ports = { "
            << configuration.xmpp.server.port << " }\n\n";
    }
    out << "   Recommended for its own MUCs, so that nothing is missed while the bridge is away:\n\n"
           "Component \"rooms.example.org\" \"muc\"\n"
           "    modules_enabled = { \"muc_mam\" }\n\n";
}

// ejabberd takes an address there and no name; without one it listens everywhere.
std::optional<std::string> listen_address(const std::string& host) {
    if (host == "localhost") {
        return "127.0.0.1";
    }
    boost::system::error_code error;
    boost::asio::ip::make_address(host, error);
    return error ? std::nullopt : std::optional{host};
}

void print_ejabberd(std::ostream& out, const config::Configuration& configuration) {
    out << "   or ejabberd, in ejabberd.yml, then restart it:\n\n"
           "listen:\n"
           "  -\n"
           "    port: "
        << configuration.xmpp.server.port << '\n';
    if (const auto address = listen_address(configuration.xmpp.server.host)) {
        out << "    ip: " << in_quotes(*address) << '\n';
    }
    out << "    module: ejabberd_service\n"
           "    access: all            # who may talk to the bridge\n"
           "    check_from: true       # the bridge speaks for its own domain alone\n"
           "    global_routes: false   # this secret opens this domain and no other\n"
           "    hosts:\n"
           "      "
        << in_quotes(configuration.xmpp.component.str())
        << ":\n        password: " << in_quotes(configuration.xmpp.secret.reveal()) << "\n\n";
}

} // namespace

void print_next_steps(std::ostream& out, const config::Configuration& configuration, const std::filesystem::path& file,
                      const std::filesystem::path& registration) {
    out << "Written: " << file.string() << " and " << registration.string()
        << " (mode 0600, for they hold secrets).\n\n";
    print_synapse(out, registration);
    print_prosody(out, configuration);
    print_ejabberd(out, configuration);
    out << "3. For people on other XMPP servers: lead " << configuration.xmpp.component.str()
        << " to your XMPP server in DNS, with a certificate.\n\n"
           "4. As the user who runs the bridge, to whom both files must belong (with systemd: bascule):\n\n"
           "    bascule check --config "
        << file.string() << "\n    bascule run --config " << file.string()
        << "      (with systemd: systemctl enable --now bascule)\n";
}

} // namespace bascule::app
