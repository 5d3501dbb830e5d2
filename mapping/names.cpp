#include "mapping/names.hpp"

#include "mapping/name_forms.hpp"
#include "mapping/server_name.hpp"

#include <algorithm>
#include <utility>

namespace bascule::mapping {

namespace {

constexpr char handle_mark = '!';

Result<NameTemplate> blame(std::string_view name, std::string_view text, Result<NameTemplate> pattern) {
    if (pattern.has_error()) {
        return Error{"the " + std::string{name} + " template '" + std::string{text} + "' " + pattern.error().reason};
    }
    return pattern;
}

Result<std::optional<UserId>> bot_from(const std::string& localpart, const std::string& server) {
    if (localpart.empty()) {
        return std::optional<UserId>{};
    }
    auto bot = UserId::parse("@" + localpart + ":" + server);
    if (bot.has_error() || !is_matrix_localpart(localpart)) {
        return Error{"the bot's localpart '" + localpart + "' is too long or holds other than a-z, 0-9 and ._=/+-"};
    }
    return std::optional{std::move(*bot)};
}

bool is_jid(const std::optional<Names::JidMeaning>& meaning, std::string_view text) {
    const auto* jid = meaning ? std::get_if<Jid>(&*meaning) : nullptr;
    return jid != nullptr && jid->str() == text;
}

std::string quoted(std::string_view literal) {
    constexpr std::string_view special = ".^$*+?()[]{}|\\-/";
    std::string text;
    for (const char one : literal) {
        if (special.find(one) != std::string_view::npos) {
            text += '\\';
        }
        text += one;
    }
    return text;
}

std::string regex_of(char sigil, const NameTemplate& pattern, std::string_view server) {
    return std::string{"^"} + sigil + quoted(pattern.prefix()) + ".+" + quoted(pattern.suffix()) + ":" +
           quoted(server) + "$";
}

} // namespace

Names::Names(Patterns patterns, std::optional<UserId> bot, std::string homeserver_domain, Jid component)
    : patterns_{std::move(patterns)},
      bot_{std::move(bot)},
      homeserver_domain_{std::move(homeserver_domain)},
      component_{std::move(component)} {}

Result<Names> Names::create(const NameTemplates& templates, std::string homeserver_domain, Jid component) {
    auto ghost = blame("ghost", templates.ghost, matrix_template(templates.ghost));
    auto alias = blame("alias", templates.alias, matrix_template(templates.alias));
    auto puppet = blame("puppet", templates.puppet, xmpp_template(templates.puppet, "localpart"));
    auto room = blame("room", templates.room, xmpp_template(templates.room, "alias"));
    for (const auto* pattern : {&ghost, &alias, &puppet, &room}) {
        if (pattern->has_error()) {
            return pattern->error();
        }
    }
    if (!is_server_name(homeserver_domain)) {
        return Error{"'" + homeserver_domain + "' is not a Matrix server name"};
    }
    auto bot = bot_from(templates.bot, homeserver_domain);
    if (bot.has_error()) {
        return bot.error();
    }
    Patterns patterns{std::move(*ghost), std::move(*puppet), std::move(*room), std::move(*alias)};
    Names names{std::move(patterns), std::move(*bot), std::move(homeserver_domain), std::move(component)};
    if (auto fault = names.fault()) {
        return std::move(*fault);
    }
    return names;
}

std::optional<Error> Names::fault() const {
    const auto& [ghost, puppet, room, alias] = patterns_;
    if (!component_.is_bare() || !component_.local().empty()) {
        return Error{"the component's address '" + component_.str() + "' is not a domain alone"};
    }
    if (ghost.prefix().empty() || alias.prefix().empty()) {
        return Error{
            "the ghost and alias templates must begin with literal text, such as '_xmpp_', that sets the "
            "bridge's names apart from everybody else's"};
    }
    if (!are_apart(puppet, room)) {
        return Error{
            "the puppet and room templates would share names: one must begin with a literal, such as '#', "
            "with which the other does not"};
    }
    if (!hashed_id<'@'>(ghost, "", homeserver_domain_) || !hashed_id<'#'>(alias, "", homeserver_domain_)) {
        return Error{
            "the ghost and alias templates leave too little room for a name: Matrix ids have at most 255 bytes"};
    }
    if (!hashed_jid(puppet, "", component_) || !hashed_jid(room, "", component_)) {
        return Error{
            "the puppet and room templates leave too little room for a name: a local part has at most 1023 "
            "bytes"};
    }
    return std::nullopt;
}

Name<UserId> Names::ghost_of(const Jid& jid) const {
    return ghost_named(jid.str());
}

Name<UserId> Names::ghost_of_occupant(const Jid& room, std::string_view key) const {
    return ghost_named((room.bare().str() + "/").append(key));
}

Name<UserId> Names::ghost_named(std::string_view original) const {
    auto plain = plain_id<'@'>(patterns_.ghost, original, homeserver_domain_);
    if (plain.has_value() && is_jid(jid_of(*plain), original)) {
        return {std::move(*plain), false};
    }
    return {hashed_id<'@'>(patterns_.ghost, original, homeserver_domain_).value(), true};
}

Name<RoomAlias> Names::alias_of(const Jid& muc) const {
    const auto original = muc.bare().str();
    auto plain = plain_id<'#'>(patterns_.alias, original, homeserver_domain_);
    if (plain.has_value() && is_jid(muc_of(*plain), original)) {
        return {std::move(*plain), false};
    }
    return {hashed_id<'#'>(patterns_.alias, original, homeserver_domain_).value(), true};
}

Name<Jid> Names::puppet_of(const UserId& user) const {
    auto plain = plain_jid(patterns_.puppet, user, component_);
    if (plain.has_value() && user_of(*plain) == UserMeaning{user}) {
        return {std::move(*plain), false};
    }
    return {hashed_jid(patterns_.puppet, user.str(), component_).value(), true};
}

Name<Jid> Names::gateway_room_of(const RoomAlias& alias) const {
    auto plain = plain_jid(patterns_.room, alias, component_);
    if (plain.has_value() && alias_of_gateway_room(*plain) == AliasMeaning{alias}) {
        return {std::move(*plain), false};
    }
    return {hashed_jid(patterns_.room, alias.str(), component_).value(), true};
}

Name<Jid> Names::gateway_room_of(const RoomId& room) const {
    const auto handle = handle_mark + hash_of(Origin::matrix, room.str()).name;
    return {Jid::from_parts(handle, component_.domain(), {}).value(), true};
}

bool Names::is_ghost(const UserId& user) const {
    return user.server() == homeserver_domain_ && patterns_.ghost.slots_of(user.localpart()) && !is_bot(user);
}

bool Names::is_portal_alias(const RoomAlias& alias) const {
    return alias.server() == homeserver_domain_ && patterns_.alias.slots_of(alias.localpart());
}

std::optional<Names::JidMeaning> Names::jid_of(const UserId& ghost) const {
    return is_ghost(ghost) ? foreign(read_localpart(patterns_.ghost, ghost.localpart())) : std::nullopt;
}

std::optional<Names::JidMeaning> Names::muc_of(const RoomAlias& alias) const {
    auto meaning = is_portal_alias(alias) ? foreign(read_localpart(patterns_.alias, alias.localpart())) : std::nullopt;
    const auto* jid = meaning ? std::get_if<Jid>(&*meaning) : nullptr;
    return jid != nullptr && !jid->is_bare() ? std::nullopt : meaning;
}

// Addresses on our own component stand for somebody of Matrix already; as a ghost he would be two people.
std::optional<Names::JidMeaning> Names::foreign(std::optional<JidMeaning> meaning) const {
    const auto* jid = meaning ? std::get_if<Jid>(&*meaning) : nullptr;
    return jid != nullptr && is_on_component(*jid) ? std::nullopt : meaning;
}

std::optional<Names::UserMeaning> Names::user_of(const Jid& puppet) const {
    if (!is_on_component(puppet) || !belongs_to(patterns_.puppet, patterns_.room, puppet.local())) {
        return std::nullopt;
    }
    auto meaning = read_local<'@'>(patterns_.puppet, puppet.local());
    const auto* user = meaning ? std::get_if<UserId>(&*meaning) : nullptr;
    const bool is_ours = user != nullptr && (is_ghost(*user) || is_bot(*user)); // they have addresses of their own
    return is_ours ? std::nullopt : meaning;
}

std::optional<Names::AliasMeaning> Names::alias_of_gateway_room(const Jid& room) const {
    return portal_alias_at(room) ? std::nullopt : read_room(room);
}

std::optional<RoomAlias> Names::portal_alias_at(const Jid& room) const {
    const auto meaning = read_room(room);
    const auto* alias = meaning ? std::get_if<RoomAlias>(&*meaning) : nullptr;
    return alias != nullptr && is_portal_alias(*alias) ? std::optional{*alias} : std::nullopt;
}

std::optional<Names::AliasMeaning> Names::read_room(const Jid& room) const {
    if (!is_on_component(room)) {
        return std::nullopt;
    }
    if (room.local().starts_with(handle_mark)) {
        if (auto handle = hashed_name_from(room.local().substr(1))) {
            return std::move(*handle);
        }
    }
    if (!belongs_to(patterns_.room, patterns_.puppet, room.local())) {
        return std::nullopt;
    }
    return read_local<'#'>(patterns_.room, room.local());
}

std::string Names::ghost_namespace() const {
    return regex_of('@', patterns_.ghost, homeserver_domain_);
}

std::string Names::alias_namespace() const {
    return regex_of('#', patterns_.alias, homeserver_domain_);
}

} // namespace bascule::mapping
