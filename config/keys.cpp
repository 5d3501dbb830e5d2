#include "config/keys.hpp"

#include "config/field_of.hpp"
#include "config/values.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

namespace bascule::config {

namespace {

using mapping::Result;

Result<mapping::UserId> bot(std::string_view text, const Configuration& so_far) {
    const auto localpart = bot_localpart(text);
    if (!localpart) {
        return localpart.error();
    }
    // Where the domain is missing or wrong, that is told of its own key.
    const auto& domain = so_far.homeserver.domain;
    return mapping::UserId::parse('@' + *localpart + ':' + (domain.empty() ? "unset.invalid" : domain));
}

const std::initializer_list<Key> homeserver_keys{
    {.path = "homeserver.url",
     .meaning = "where the homeserver answers clients",
     .fallback = "",
     .need = Need::required,
     .field = field(
         [](auto& in) -> auto& { return in.homeserver.url; }, web_url)},
    {.path = "homeserver.domain",
     .meaning = "the homeserver's name, as in its user ids",
     .fallback = "",
     .need = Need::required,
     .field = field(
         [](auto& in) -> auto& { return in.homeserver.domain; }, server_name)},
    {.path = "homeserver.ca_file",
     .meaning = "authorities (PEM) that may vouch for an https homeserver, instead of the system's",
     .fallback = "",
     .field = field(
         [](auto& in) -> auto& { return in.homeserver.ca_file; }, any_text)},
};

const std::initializer_list<Key> appservice_keys{
    {.path = "appservice.id",
     .meaning = "names this bridge to the homeserver; never change it",
     .fallback = "bascule",
     .field = field(
         [](auto& in) -> auto& { return in.appservice.id; }, appservice_id)},
    {.path = "appservice.listen",
     .meaning = "where to listen for the homeserver",
     .fallback = "127.0.0.1:9009",
     .field = field(
         [](auto& in) -> auto& { return in.appservice.listen; }, endpoint)},
    {.path = "appservice.url",
     .meaning = "where the homeserver reaches that; without it, http:// and appservice.listen",
     .fallback = "",
     .field = field(
         [](auto& in) -> auto& { return in.appservice.url; }, web_url)},
    {.path = "appservice.as_token",
     .meaning = "the bridge shows it to the homeserver",
     .fallback = "",
     .need = Need::required,
     .secrecy = Secrecy::secret,
     .field = field(
         [](auto& in) -> auto& { return in.appservice.as_token; }, token)},
    {.path = "appservice.hs_token",
     .meaning = "the homeserver shows it to the bridge",
     .fallback = "",
     .need = Need::required,
     .secrecy = Secrecy::secret,
     .field = field(
         [](auto& in) -> auto& { return in.appservice.hs_token; }, token)},
    {.path = "appservice.bot",
     .meaning = "localpart of the bridge's own user",
     .fallback = "_xmpp_bot",
     .field = field_after_others(
         [](auto& in) -> auto& { return in.appservice.bot; }, bot)},
};

const std::initializer_list<Key> xmpp_keys{
    {.path = "xmpp.component",
     .meaning = "the component's domain, as the XMPP server knows it",
     .fallback = "",
     .need = Need::required,
     .field = field(
         [](auto& in) -> auto& { return in.xmpp.component; }, component_domain)},
    {.path = "xmpp.server",
     .meaning = "where the XMPP server listens for components",
     .fallback = "127.0.0.1:5347",
     .field = field(
         [](auto& in) -> auto& { return in.xmpp.server; }, endpoint)},
    {.path = "xmpp.secret",
     .meaning = "the secret that the XMPP server has for the component",
     .fallback = "",
     .need = Need::required,
     .secrecy = Secrecy::secret,
     .field = field(
         [](auto& in) -> auto& { return in.xmpp.secret; }, password)},
    {.path = "xmpp.nick",
     .meaning = "the bot's nick in MUCs",
     .fallback = "Bascule",
     .field = field(
         [](auto& in) -> auto& { return in.xmpp.nick; }, nick)},
};

const std::initializer_list<Key> other_keys{
    {.path = "database",
     .meaning = "where the bridge keeps what it must not forget",
     .fallback = "sqlite:///var/lib/bascule/bascule.db",
     .secrecy = Secrecy::secret,
     .field = field(
         [](auto& in) -> auto& { return in.database; }, database_url)},
    {.path = "admin.listen",
     .meaning = "where to serve /metrics, /live and /ready; for your own eyes",
     .fallback = "127.0.0.1:9010",
     .field = field(
         [](auto& in) -> auto& { return in.admin_listen; }, endpoint)},
    {.path = "membership.leave_delay",
     .meaning = "how long somebody may be gone from a MUC before his ghost leaves the room",
     .fallback = "30m",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.leave_delay; }, duration)},
    {.path = "moderation.power_from_muc",
     .meaning = "where standings in a MUC become power levels of its room: never, portals or all",
     .fallback = "portals",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.moderation.power_from_muc; }, moderation_reach)},
    {.path = "moderation.affiliation_from_power",
     .meaning = "where power levels become affiliations in the MUC, if the bot rules there: never, portals or all",
     .fallback = "never",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.moderation.affiliation_from_power; }, moderation_reach)},
    {.path = "gateway.most_shown",
     .meaning = "how many members of a Matrix room its MUC shows, beside those of XMPP and moderators",
     .fallback = "500",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.most_shown; }, member_count)},
    {.path = "presence.to_matrix",
     .meaning = "show Matrix users who of their XMPP contacts is there, and their status: true or false",
     .fallback = "false",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.presence.to_matrix; }, yes_or_no)},
    {.path = "presence.to_xmpp",
     .meaning = "show XMPP contacts of Matrix users the presence that the homeserver tells: true or false",
     .fallback = "false",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.presence.to_xmpp; }, yes_or_no)},
    {.path = "names.ghost",
     .meaning = "localpart of the Matrix user that stands for a JID",
     .fallback = "_xmpp_{jid}",
     .field = field(
         [](auto& in) -> auto& { return in.names.ghost; }, some_text)},
    {.path = "names.puppet",
     .meaning = "local part of the JID that stands for a Matrix user",
     .fallback = "{localpart}%{server}",
     .field = field(
         [](auto& in) -> auto& { return in.names.puppet; }, some_text)},
    {.path = "names.room",
     .meaning = "local part of the MUC that stands for a room alias",
     .fallback = "#{alias}%{server}",
     .field = field(
         [](auto& in) -> auto& { return in.names.room; }, some_text)},
    {.path = "names.alias",
     .meaning = "localpart of the alias that stands for a MUC",
     .fallback = "_xmpp_{jid}",
     .field = field(
         [](auto& in) -> auto& { return in.names.alias; }, some_text)},
};

const std::initializer_list<Key> portal_keys{
    {.path = "portals.preset",
     .meaning = "who may enter a room that is made for a MUC: public or private",
     .fallback = "public",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.portals.is_open; }, public_or_private)},
    {.path = "portals.publish",
     .meaning = "whether such rooms are in the homeserver's public list",
     .fallback = "false",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.portals.is_published; }, yes_or_no)},
    {.path = "portals.backfill",
     .meaning = "how many earlier messages a room takes over from its MUC when it is bridged",
     .fallback = "20",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.portals.backfill; }, count)},
    {.path = "portals.most_members",
     .meaning = "so many people of a MUC are in its room; of larger MUCs only who speaks comes besides",
     .fallback = "1000",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.portals.most_members; }, count)},
};

const std::initializer_list<Key> logging_keys{
    {.path = "logging.level",
     .meaning = "how much to log: trace, debug, info, warning, error or off",
     .fallback = "info",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.logging.level; }, log_level)},
    {.path = "logging.levels.app",
     .meaning = "the same for one part alone: start, stop, health",
     .fallback = "",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.logging.app; }, log_level)},
    {.path = "logging.levels.bridge",
     .meaning = "what is done with messages and members",
     .fallback = "",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.logging.bridge; }, log_level)},
    {.path = "logging.levels.matrix",
     .meaning = "the talk with the homeserver",
     .fallback = "",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.logging.matrix; }, log_level)},
    {.path = "logging.levels.xmpp",
     .meaning = "the talk with the XMPP server",
     .fallback = "",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.logging.xmpp; }, log_level)},
    {.path = "logging.levels.store",
     .meaning = "the talk with the database",
     .fallback = "",
     .effect = Effect::at_once,
     .field = field(
         [](auto& in) -> auto& { return in.logging.store; }, log_level)},
};

} // namespace

std::span<const Key> keys() {
    static const auto table = [] {
        std::vector<Key> all;
        for (const auto& section :
             {homeserver_keys, appservice_keys, xmpp_keys, other_keys, portal_keys, media_keys(), logging_keys}) {
            all.insert(all.end(), section.begin(), section.end());
        }
        return all;
    }();
    return table;
}

std::string variable_of(const Key& key) {
    std::string name = "BASCULE_";
    for (const char c : key.path) {
        name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return name;
}

} // namespace bascule::config
