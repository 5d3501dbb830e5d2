#include "bridge/app/translate/context.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <optional>
#include <string>
#include <utility>

namespace bascule::app {

namespace {

using nlohmann::json;

// Thrown and caught here alone: what is wrong with the file.
struct BadContext {
    std::string reason;
};

std::string text_at(const json& object, const char* name, const std::string& place) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) {
        return {};
    }
    if (!found->is_string()) {
        throw BadContext{place + '.' + name + " must be a string"};
    }
    return found->get<std::string>();
}

const json& list_at(const json& object, const char* name) {
    static const json nothing = json::array();
    const auto found = object.find(name);
    if (found == object.end()) {
        return nothing;
    }
    if (!found->is_array()) {
        throw BadContext{std::string{name} + " must be a list"};
    }
    for (const auto& one : *found) {
        if (!one.is_object()) {
            throw BadContext{std::string{name} + " must be a list of objects"};
        }
    }
    return *found;
}

template <class Id>
Id parsed(const std::string& text, const std::string& place) {
    auto id = Id::parse(text);
    if (!id) {
        throw BadContext{place + ": " + id.error().reason};
    }
    return std::move(*id);
}

bridge::PortalKind kind_in(const json& portal) {
    using bridge::PortalKind;
    static constexpr std::array kinds{std::pair{"direct", PortalKind::direct}, std::pair{"portal", PortalKind::portal},
                                      std::pair{"plumbed", PortalKind::plumbed},
                                      std::pair{"gateway", PortalKind::gateway},
                                      std::pair{"hosted", PortalKind::gateway}};
    const auto word = text_at(portal, "kind", "portal");
    for (const auto& [name, kind] : kinds) {
        if (word == name) {
            return kind;
        }
    }
    if (!word.empty()) {
        throw BadContext{"portal.kind is \"" + word + "\"; use direct, portal, plumbed or gateway"};
    }
    return PortalKind::plumbed;
}

std::string or_else(std::string text, const char* other) {
    return text.empty() ? std::string{other} : std::move(text);
}

bridge::Portal portal_in(const json& context) {
    const auto found = context.find("portal");
    const auto portal = found == context.end() ? json::object() : *found;
    if (!portal.is_object()) {
        throw BadContext{"portal must be an object"};
    }
    const auto kind = kind_in(portal);
    const auto is_direct = kind == bridge::PortalKind::direct;
    const auto address = or_else(text_at(portal, "jid", "portal"), is_direct ? "peer@xmpp.test" : "room@muc.test");
    return {kind,
            parsed<mapping::RoomId>(or_else(text_at(portal, "room_id", "portal"), "!r:hs.test"), "portal.room_id"),
            parsed<mapping::Jid>(address, "portal.jid").bare(), std::nullopt, 0};
}

// The homeserver is that of the first Matrix user of whom the file speaks.
std::string homeserver_in(const json& context, const bridge::Portal& portal) {
    for (const auto& member : list_at(context, "members")) {
        const auto user = mapping::UserId::parse(text_at(member, "mxid", "members"));
        if (user) {
            return std::string{user->server()};
        }
    }
    return portal.room.server().empty() ? "hs.test" : std::string{portal.room.server()};
}

mapping::Names names_for(const std::string& homeserver) {
    const auto host = homeserver.substr(0, homeserver.find(':'));
    const auto component = mapping::Jid::parse("matrix." + host);
    auto names = mapping::Names::create({}, homeserver, component ? *component : *mapping::Jid::parse("matrix.test"));
    if (!names) {
        throw BadContext{names.error().reason};
    }
    return std::move(*names);
}

void add_member(DryContext& context, const json& member, const std::string& place) {
    const auto mxid = text_at(member, "mxid", place);
    const auto jid = text_at(member, "jid", place);
    if (mxid.empty() && jid.empty()) {
        throw BadContext{place + " needs an mxid or a jid"};
    }
    std::optional<mapping::Jid> address;
    if (!jid.empty()) {
        address = parsed<mapping::Jid>(jid, place + ".jid");
    }
    const auto user =
        mxid.empty() ? context.names.ghost_of(*address).id : parsed<mapping::UserId>(mxid, place + ".mxid");
    auto name = text_at(member, "name", place);
    if (name.empty()) {
        const auto own =
            mxid.empty() ? (address->is_bare() ? address->local() : address->resource()) : user.localpart();
        name = own;
    }
    if (!address) {
        const auto seat = context.portal.address.with_resource(name);
        address = context.is_muc() && seat ? *seat : context.names.puppet_of(user).id;
    }
    if (!mxid.empty()) {
        context.people.ours.insert(user);
    }
    const auto power = member.find("power");
    if (power != member.end() && power->is_number_integer() && power->get<std::int64_t>() >= 50) {
        context.people.rulers.insert(user);
    }
    context.people.people.push_back({user, name, *address, text_at(member, "occupant_id", place)});
}

// One without an event is of no use: nothing in Matrix could be named by it.
void add_link(DryContext& context, const json& link, const std::string& place) {
    const auto event = text_at(link, "event_id", place);
    if (event.empty()) {
        return;
    }
    const auto sender = text_at(link, "sender", place);
    std::string speaker;
    std::string name = text_at(link, "name", place);
    if (!sender.empty()) {
        const auto user = mapping::UserId::parse(sender);
        const auto id = user ? *user : context.speaker_of(parsed<mapping::Jid>(sender, place + ".sender"));
        const auto* const person = context.people.of_user(id);
        speaker = id.str();
        const auto jid = mapping::Jid::parse(sender);
        const auto plain =
            user ? std::string{user->localpart()} : std::string{jid->is_bare() ? jid->local() : jid->resource()};
        name = !name.empty() ? name : person != nullptr ? person->name : plain;
    }
    const auto message_id = text_at(link, "message_id", place);
    context.links.push_back({.room = context.portal.room,
                             .event = parsed<mapping::EventId>(event, place + ".event_id"),
                             .author = sender,
                             .message_id = message_id,
                             .origin_id = text_at(link, "origin_id", place),
                             .stanza_id = text_at(link, "stanza_id", place),
                             .address = context.portal.address,
                             .speaker = speaker,
                             .name = name,
                             .body = text_at(link, "body", place),
                             .thread = text_at(link, "thread", place)});
}

template <class Value>
Value word_at(const json& object, const char* name, const std::string& place,
              std::optional<Value> (*from)(std::string_view)) {
    const auto word = text_at(object, name, place);
    const auto value = from(word);
    if (!value) {
        throw BadContext{place + '.' + name + " is \"" + word + "\", which the mapping table does not know"};
    }
    return *value;
}

void add_rule(DryContext& context, const json& rule, const std::string& place) {
    mapping::FeatureRule wanted{.feature = word_at(rule, "feature", place, mapping::feature_from),
                                .direction = word_at(rule, "direction", place, mapping::direction_from),
                                .action = word_at(rule, "action", place, mapping::action_from),
                                .words = text_at(rule, "template", place)};
    if (const auto scope = text_at(rule, "scope", place); scope == "portal") {
        wanted.scope = {mapping::ScopeKind::portal, context.portal.address.str()};
    } else if (scope == "domain") {
        wanted.scope = {mapping::ScopeKind::domain, std::string{context.portal.address.domain()}};
    } else if (!scope.empty()) {
        auto read = mapping::scope_from(scope);
        if (!read) {
            throw BadContext{place + ".scope: " + read.error().reason};
        }
        wanted.scope = std::move(*read);
    }
    auto sound = mapping::checked(std::move(wanted));
    if (!sound) {
        throw BadContext{place + ": " + sound.error().reason};
    }
    context.rules.set(std::move(*sound));
}

template <class Add>
void add_each(DryContext& context, const json& file, const char* name, Add add) {
    std::size_t number = 0;
    for (const auto& one : list_at(file, name)) {
        add(context, one, std::string{name} + '[' + std::to_string(number++) + ']');
    }
}

} // namespace

mapping::UserId DryContext::speaker_of(const mapping::Jid& from) const {
    const auto* const person = people.of_jid(from);
    const bool is_occupant = is_muc() && from.bare() == portal.address;
    return person != nullptr ? person->user : names.ghost_of(is_occupant ? from : from.bare()).id;
}

mapping::Result<DryContext> read_context(std::string_view text) {
    const auto file = json::parse(text, nullptr, false);
    if (!file.is_object()) {
        return mapping::Error{"it is no JSON object"};
    }
    try {
        auto portal = portal_in(file);
        auto names = names_for(homeserver_in(file, portal));
        DryContext context{std::move(portal), std::move(names), {}, {}, {}};
        add_each(context, file, "members", add_member);
        add_each(context, file, "links", add_link);
        add_each(context, file, "mapping", add_rule);
        return context;
    } catch (const BadContext& bad) {
        return mapping::Error{bad.reason};
    }
}

} // namespace bascule::app
