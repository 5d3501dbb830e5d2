#pragma once

#include "mapping/hashed_name.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"
#include "mapping/name_template.hpp"
#include "mapping/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace bascule::mapping {

/// Templates of the four kinds of names. `{jid}` is the address escaped as the Matrix appendix "Mapping from other
/// character sets" says; `{localpart}`, `{alias}` and `{server}` are escaped by XEP-0106.
struct NameTemplates {
    std::string ghost = "_xmpp_{jid}";           ///< localpart of a ghost's user id
    std::string puppet = "{localpart}%{server}"; ///< local part of a puppet's JID
    std::string room = "#{alias}%{server}";      ///< local part of a gateway MUC's JID
    std::string alias = "_xmpp_{jid}";           ///< localpart of a portal's alias
    /// Localpart of the bridge's own user, which then is nobody's ghost though it may look like one. May be empty.
    std::string bot = {};
};

/// A name made for something of the other side. Where the thing is too long or cannot be told from its name, the name
/// holds a hash and the pair (hash_of the thing, the thing) must be stored before the name is used.
template <class Id>
struct Name {
    Id id;
    bool is_hashed = false;
};

/// The one place that knows how the two sides' addresses stand for each other. Every mapping is injective, whatever
/// the Unicode, the case, the length and the port; two people never share an id. That holds by construction: a plain
/// name is given only where it reads back as the very same thing, and no plain name has the shape of a hashed one. The
/// forms are specified in this folder's README.
class Names {
public:
    /// Fails where a template lacks a placeholder, leaves its namespace or could give two things one name.
    static Result<Names> create(const NameTemplates& templates, std::string homeserver_domain, Jid component);

    /// The ghost of a bare JID, or of a MUC occupant given as room JID with the stable key as resource. Not meant for
    /// addresses on our own component, which are nobody's ghost.
    Name<UserId> ghost_of(const Jid& jid) const;
    /// The same for an occupant whose stable key (occupant-id, XEP-0421) need not be a valid resource. Stands for
    /// `room/key`.
    Name<UserId> ghost_of_occupant(const Jid& room, std::string_view key) const;
    Name<RoomAlias> alias_of(const Jid& muc) const;
    /// Not meant for ghosts, who have an address of their own.
    Name<Jid> puppet_of(const UserId& user) const;
    Name<Jid> gateway_room_of(const RoomAlias& alias) const;
    /// The handle of a room without alias; always hashed.
    Name<Jid> gateway_room_of(const RoomId& room) const;

    /// Within the ghosts' namespace, whether or not it stands for anybody.
    bool is_ghost(const UserId& user) const;
    bool is_portal_alias(const RoomAlias& alias) const;
    bool is_bot(const UserId& user) const { return user == bot(); }
    /// Nothing where the templates name none.
    std::optional<UserId> bot() const { return bot_; }

    /// Whom a ghost stands for: a JID (`room/key` for an occupant), a name to look up in the store, or nobody.
    using JidMeaning = std::variant<Jid, HashedName>;
    std::optional<JidMeaning> jid_of(const UserId& ghost) const;
    std::optional<JidMeaning> muc_of(const RoomAlias& alias) const;
    /// Whom an address on our component stands for; its resource does not matter.
    using UserMeaning = std::variant<UserId, HashedName>;
    std::optional<UserMeaning> user_of(const Jid& puppet) const;
    /// A hashed name may here stand for an alias or for a room id.
    using AliasMeaning = std::variant<RoomAlias, HashedName>;
    std::optional<AliasMeaning> alias_of_gateway_room(const Jid& room) const;
    /// Where somebody has made a room's address of a portal's alias, which stands for a MUC that is elsewhere.
    std::optional<RoomAlias> portal_alias_at(const Jid& room) const;

    const Jid& component() const noexcept { return component_; }
    bool is_on_component(const Jid& jid) const noexcept { return jid.domain() == component_.domain(); }
    const std::string& homeserver_domain() const noexcept { return homeserver_domain_; }
    /// Regular expressions for the registration's exclusive namespaces (anchored at both ends).
    std::string ghost_namespace() const;
    std::string alias_namespace() const;

private:
    struct Patterns {
        NameTemplate ghost;
        NameTemplate puppet;
        NameTemplate room;
        NameTemplate alias;
    };
    Names(Patterns patterns, std::optional<UserId> bot, std::string homeserver_domain, Jid component);

    Name<UserId> ghost_named(std::string_view original) const;
    std::optional<AliasMeaning> read_room(const Jid& room) const;
    std::optional<JidMeaning> foreign(std::optional<JidMeaning> meaning) const;
    std::optional<Error> fault() const; // of the templates, within these domains

    Patterns patterns_;
    std::optional<UserId> bot_;
    std::string homeserver_domain_;
    Jid component_;
};

} // namespace bascule::mapping
