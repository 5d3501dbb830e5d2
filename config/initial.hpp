#pragma once

#include <string>

namespace bascule::config {

/// What a first configuration is made of, as the file will say it; nothing is checked here.
struct InitialSettings {
    std::string homeserver_url;
    std::string homeserver_domain;
    std::string listen;
    std::string appservice_url; ///< empty: left out
    std::string as_token;
    std::string hs_token;
    std::string component;
    std::string xmpp_server;
    std::string xmpp_secret;
    std::string database;
    std::string admin_listen;
    std::string media_listen;
    std::string admin; ///< who may do everything; empty: nobody yet
};

/// The file that `bascule init` writes. Load it to learn whether the settings are right.
std::string initial_configuration(const InitialSettings& settings);

} // namespace bascule::config
