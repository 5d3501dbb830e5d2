#pragma once

#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"
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
};

/// A name made for something of the other side. Where the thing is too long or cannot be told from its name, the name
/// is a hash and the pair must be stored before it is used.
template <class Id>
struct Name {
    Id id;
    bool is_hashed = false;
};

/// A name of ours whose meaning only the store knows.
struct HashedName {
    std::string name;
    friend bool operator==(const HashedName&, const HashedName&) = default;
};

/// The one place that knows how the two sides' addresses stand for each other. Every mapping is injective, whatever
/// the Unicode, the case, the length and the port; two people never share an id.
class Names {
public:
    /// Fails where a template lacks a placeholder, leaves its namespace or could give two things one name.
    static Result<Names> create(NameTemplates templates, std::string homeserver_domain, Jid component);

    /// The ghost of a bare JID, or of a MUC occupant given as room JID with the stable key as resource.
    Name<UserId> ghost_of(const Jid& jid) const;
    /// The same for an occupant whose stable key (occupant-id, XEP-0421) need not be a valid resource.
    Name<UserId> ghost_of_occupant(const Jid& room, std::string_view key) const;
    Name<RoomAlias> alias_of(const Jid& muc) const;
    Name<Jid> puppet_of(const UserId& user) const;
    Name<Jid> gateway_room_of(const RoomAlias& alias) const;

    bool is_ghost(const UserId& user) const;
    bool is_portal_alias(const RoomAlias& alias) const;

    /// Whom a ghost stands for: a JID (`room/key` for an occupant), a name to look up in the store, or nobody.
    using JidMeaning = std::variant<Jid, HashedName>;
    std::optional<JidMeaning> jid_of(const UserId& ghost) const;
    std::optional<JidMeaning> muc_of(const RoomAlias& alias) const;
    using UserMeaning = std::variant<UserId, HashedName>;
    std::optional<UserMeaning> user_of(const Jid& puppet) const;
    using AliasMeaning = std::variant<RoomAlias, HashedName>;
    std::optional<AliasMeaning> alias_of_gateway_room(const Jid& room) const;

    const Jid& component() const noexcept { return component_; }
    const std::string& homeserver_domain() const noexcept { return homeserver_domain_; }
    /// Regular expressions for the registration's exclusive namespaces (anchored at both ends).
    std::string ghost_namespace() const;
    std::string alias_namespace() const;

private:
    Names(NameTemplates templates, std::string homeserver_domain, Jid component);

    NameTemplates templates_;
    std::string homeserver_domain_;
    Jid component_;
};

} // namespace bascule::mapping
