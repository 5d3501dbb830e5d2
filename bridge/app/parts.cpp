#include "bridge/app/parts.hpp"

#include "bridge/app/version.hpp"
#include "bridge/store/open_database.hpp"
#include "mapping/sha256.hpp"
#include "xmpp_component/service/guide_handlers.hpp"
#include "xmpp_component/service/service_handlers.hpp"

#include <chrono>
#include <string>

namespace bascule::app {

namespace {

using namespace std::chrono_literals;

std::int64_t unix_time_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

matrix::ClientOptions client_options(const config::Configuration& configuration, Parts& parts) {
    matrix::ClientOptions options{.url = configuration.homeserver.url,
                                  .as_token = configuration.appservice.as_token.reveal(),
                                  .bot = configuration.appservice.bot,
                                  .appservice_id = configuration.appservice.id,
                                  .ca_file = configuration.homeserver.ca_file};
    options.on_lost = [&parts] { parts.bridge.on_homeserver_lost(); };
    options.on_back = [&parts] { parts.bridge.on_homeserver_back(); };
    return options;
}

xmpp::ComponentOptions component_options(const config::Configuration& configuration) {
    xmpp::ComponentOptions options{.host = configuration.xmpp.server.host,
                                   .port = configuration.xmpp.server.port,
                                   .domain = configuration.xmpp.component,
                                   .secret = configuration.xmpp.secret.reveal()};
    options.software.version = version();
    options.timing.close = 1s;
    return options;
}

// Known to nobody else, and the same after every restart.
std::string occupant_secret(const config::Configuration& configuration) {
    return mapping::sha256_hex("occupant-id " + configuration.xmpp.secret.reveal());
}

matrix::ListenerOptions listener_options(const config::Configuration& configuration) {
    matrix::ListenerOptions options;
    options.host = configuration.appservice.listen.host;
    options.port = configuration.appservice.listen.port;
    options.hs_token = configuration.appservice.hs_token.reveal();
    options.finish_deadline = 1s;
    return options;
}

} // namespace

Parts::Parts(const boost::asio::any_io_executor& executor, const config::Configuration& configuration,
             bridge::Metrics& metrics)
    : names{config::names_of(configuration)},
      policy{configuration.permissions, configuration.leave_delay, configuration.most_shown},
      store{store::open_database(executor, configuration.database.reveal(), store::Tenancy::sole)},
      homeserver{executor, client_options(configuration, *this), metrics},
      door{homeserver.api()},
      directory{homeserver.api()},
      history{homeserver.api()},
      component{executor, component_options(configuration), inbox, metrics},
      muc_service{component.sink(), component_options(configuration).limits.stanza_bytes},
      bridge{executor,
             {store.journal(), store.portals(), store.ghosts(), store.name_pairs(), store.occupants(), store.seats(),
              store.contacts(), store.message_links(), store.activity(), store.gateway()},
             {homeserver, event_codec, component, stanza_codec, door, door, muc_service, directory, history},
             names,
             {configuration.appservice.bot, configuration.xmpp.nick, occupant_secret(configuration)},
             policy,
             metrics,
             unix_time_ms},
      listener{executor, listener_options(configuration), bridge.matrix_inbox(), metrics} {
    inbox.lead_to(bridge.xmpp_inbox());
    auto& requests = component.requests();
    xmpp::register_muc_admin(requests, bridge.hosted_rooms());
    xmpp::register_muc_owner(requests);
    xmpp::register_enrolment(requests, bridge.hosted_rooms());
    xmpp::register_self_ping(requests, bridge.hosted_rooms());
    xmpp::register_room_disco(requests, bridge.room_guide());
    xmpp::register_channel_search(requests, bridge.room_guide());
    xmpp::register_search(requests, bridge.room_guide());
    xmpp::register_prompt(requests, bridge.room_guide());
    xmpp::register_room_archive(requests, bridge.hosted_archive(),
                                {component.sink(), component_options(configuration).limits.stanza_bytes});
}

} // namespace bascule::app
