#pragma once

#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"
#include "mapping/muc_rank.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bascule::bridge {

/// Somebody in a Matrix room, as its hosted MUC knows him.
struct HostedMember {
    mapping::UserId user;
    std::string nick; ///< empty while he is not shown
    std::string name; ///< his display name
    mapping::MucRank rank;
    bool is_shown = true;                 ///< those in the MUC are told of him
    std::vector<mapping::Jid> sessions{}; ///< of an XMPP person who entered the MUC: full JIDs, newest last
    std::vector<mapping::Jid> put_out{};  ///< those he had, while they are told that they are out; they hear nothing
    std::string show{};                   ///< his presence there
    std::string status{};
    std::string avatar_url{};                 ///< mxc:, of a Matrix user
    std::optional<std::string> avatar_hash{}; ///< of an XMPP person, as his presence there says (XEP-0153)
};

/// Who is in a hosted MUC: the members of its Matrix room, by user, nick and session. No two nicks look alike, and
/// nobody has two. Pointers into it last until it is changed.
class HostedOccupants {
public:
    const HostedMember* find(const mapping::UserId& user) const;
    /// Who has this nick, or one that looks the same.
    const HostedMember* with_nick(std::string_view nick) const;
    const HostedMember* with_session(const mapping::Jid& session) const;
    /// Who has a session of this account.
    const HostedMember* of_person(const mapping::Jid& person) const;
    bool is_free(std::string_view nick, const mapping::UserId& for_whom) const;
    /// The best nick for this user that nobody else has.
    std::string nick_for(const mapping::UserId& user, std::string_view display_name) const;

    /// Adds him, or replaces what is known of him. Without a nick he is not shown. Throws std::logic_error where his
    /// nick is somebody else's.
    void put(HostedMember member);
    void remove(const mapping::UserId& user);
    void clear();
    /// In a room of more than this many, only those who matter are shown: who is in the MUC itself, who moderates, and
    /// of the others those heard last (`recent`, latest first).
    void show_at_most(std::size_t most, const std::vector<mapping::UserId>& recent);
    /// Gives nicks to those shown who have none, first those whose nick is known from before. Returns who else did not
    /// get the first of his choice.
    std::vector<mapping::UserId> give_nicks(const std::map<mapping::UserId, std::string>& known);

    std::size_t size() const noexcept { return members_.size(); }
    std::size_t shown_count() const noexcept;
    std::vector<HostedMember> shown() const;
    std::vector<HostedMember> all() const;
    /// Everybody who hears what is said in the MUC.
    std::vector<mapping::Jid> sessions() const;
    bool is_anybody_in() const noexcept { return !by_session_.empty(); }

private:
    void forget_keys(const HostedMember& member);

    std::unordered_map<mapping::UserId, HostedMember> members_;
    std::unordered_map<std::string, mapping::UserId> by_look_;
    std::map<mapping::Jid, mapping::UserId> by_session_;
};

} // namespace bascule::bridge
