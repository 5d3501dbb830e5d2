#include "bridge/app/parts.hpp"

#include "bridge/app/version.hpp"
#include "bridge/failure_log.hpp"
#include "bridge/store/open_database.hpp"
#include "mapping/sha256.hpp"
#include "xmpp_component/people/personal_events.hpp"
#include "xmpp_component/people/portrait_nodes.hpp"
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

// As above; whoever has a link to one file can make none to another.
std::string file_secret(const config::Configuration& configuration) {
    return mapping::sha256_hex("links to files " + configuration.xmpp.secret.reveal());
}

// How many files of the largest kind are kept on disk beside those that are being read.
constexpr std::uint64_t cached_files = 5;

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
      policy{
          .permissions = configuration.permissions,
          .leave_delay = configuration.leave_delay,
          .shows_presence_to_matrix = configuration.presence.to_matrix,
          .shows_presence_to_xmpp = configuration.presence.to_xmpp,
          .most_shown = configuration.most_shown,
          .portals = configuration.portals,
          .power_from_muc = configuration.moderation.power_from_muc,
          .affiliation_from_power = configuration.moderation.affiliation_from_power,
      },
      store{store::open_database(executor, configuration.database.reveal(), store::Tenancy::sole)},
      homeserver{executor, client_options(configuration, *this), metrics},
      door{homeserver.api()},
      room_maker{homeserver.api(), configuration.appservice.bot},
      directory{homeserver.api()},
      history{homeserver.api()},
      content_repository{homeserver.api()},
      profiles{homeserver.api()},
      notices{homeserver.api()},
      signs{homeserver.api()},
      directory_publisher{homeserver.api()},
      component{executor, component_options(configuration), inbox, metrics},
      muc_service{component.sink(), component_options(configuration).limits.stanza_bytes},
      file_links{configuration.media.public_url, file_secret(configuration)},
      homeserver_files{{configuration.homeserver.url, configuration.homeserver.ca_file,
                        configuration.appservice.as_token.reveal(), configuration.appservice.bot}},
      remote_files{media::AddressGuard::create(configuration.media.fetch_allow).value(),
                   {.most_bytes = configuration.media.most_bytes}},
      media_links{file_links, homeserver_files, remote_files, unix_time_ms, configuration.media.link_ttl},
      bridge{executor,
             {
                 .journal = store.journal(),
                 .portals = store.portals(),
                 .ghosts = store.ghosts(),
                 .name_pairs = store.name_pairs(),
                 .occupants = store.occupants(),
                 .seats = store.seats(),
                 .contacts = store.contacts(),
                 .links = store.message_links(),
                 .activity = store.activity(),
                 .avatars = store.avatars(),
                 .told = store.told(),
                 .audit = store.audit(),
                 .gateway = store.gateway(),
                 .passwords = store.muc_passwords(),
                 .reactions = store.reactions(),
                 .threads = store.threads(),
                 .polls = store.polls(),
                 .mapping = store.mapping(),
             },
             {
                 .homeserver = homeserver,
                 .event_codec = event_codec,
                 .xmpp = component,
                 .stanza_codec = stanza_codec,
                 .door = door,
                 .bench = door,
                 .muc_service = muc_service,
                 .directory = directory,
                 .history = history,
                 .media = content_repository,
                 .profiles = profiles,
                 .looks = component,
                 .avatar_source = component.avatars(),
                 .rosters = component.rosters(),
                 .bookmarks = component.bookmarks(),
                 .room_maker = room_maker,
                 .muc_history = component,
                 .notices = notices,
                 .directory_publisher = directory_publisher,
                 .moderation = {homeserver.room_admin(), component.muc_client(), component.muc_client(),
                                component.muc_client(), store.expulsions(), store.faces(), store.portal_moves()},
                 .media_links = media_links,
                 .room_signs = signs,
                 .chat_signs = component.chat_signs(),
                 .capabilities = component.capabilities(),
             },
             names,
             {configuration.appservice.bot, configuration.xmpp.nick, occupant_secret(configuration),
              std::string{version()}},
             policy,
             metrics,
             unix_time_ms},
      ad_hoc_commands{bridge.command_desk(), unix_time_ms},
      listener{executor, listener_options(configuration), bridge.matrix_inbox(), metrics},
      file_tasks{executor, bridge::failure_log(bridge::LogPart::matrix)},
      file_cache{executor,
                 homeserver_files,
                 file_tasks,
                 {configuration.media.most_bytes, cached_files * configuration.media.most_bytes}},
      media_listener{executor, file_tasks, file_cache, file_links, unix_time_ms} {
    inbox.lead_to(bridge.xmpp_inbox());
    auto& requests = component.requests();
    xmpp::register_muc_admin(requests, bridge.hosted_rooms());
    xmpp::register_muc_owner(requests);
    xmpp::register_moderation(requests, bridge.hosted_rooms());
    xmpp::register_enrolment(requests, bridge.hosted_rooms());
    xmpp::register_self_ping(requests, bridge.hosted_rooms());
    xmpp::register_room_disco(requests, bridge.room_guide());
    xmpp::register_room_card(requests, bridge.room_guide());
    xmpp::register_room_face(requests, bridge.hosted_faces());
    xmpp::register_channel_search(requests, bridge.room_guide());
    xmpp::register_search(requests, bridge.room_guide());
    xmpp::register_prompt(requests, bridge.room_guide());
    listener.lead_ephemeral_to(bridge.ephemeral_inbox());
    listener.lead_signs_to(bridge.room_sign_inbox());
    component.chat_signs().lead_to(bridge.chat_sign_inbox());
    xmpp::register_portraits(requests, bridge.portraits());
    component.guard_seats_by(bridge.portraits());
    xmpp::register_personal_events(component.handlers(), bridge.people_inbox());
    xmpp::register_room_archive(requests, bridge.hosted_archive(),
                                {component.sink(), component_options(configuration).limits.stanza_bytes});
    ad_hoc_commands.register_at(requests);
    listener.lead_lookups_to(bridge.third_party_lookup());
}

} // namespace bascule::app
