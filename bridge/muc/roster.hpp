#pragma once

#include "bridge/ports/xmpp_inbox.hpp"
#include "mapping/jid.hpp"
#include "mapping/standing.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// What a presence says of its occupant; what it does not say, or says in unknown words, is none.
mapping::Standing standing_of(const OccupantPresence& presence);

/// Who is in a MUC, as its presences tell (XEP-0045 §7), and which of the nicks are ours. Pure bookkeeping.
class Roster {
public:
    struct Entry {
        std::string nick;
        std::optional<mapping::Jid> real_jid; ///< bare
        std::string occupant_id;              ///< XEP-0421
        mapping::Standing standing{};         ///< what he is and may do there now

        /// What stays the same about somebody while he is called differently: real bare JID, else '/' and occupant-id,
        /// else '/' and nick.
        std::string key() const;
        friend bool operator==(const Entry&, const Entry&) = default;
    };

    enum class Kind { none, came, went, renamed, regraded };
    struct Change {
        Kind kind = Kind::none;
        Entry entry;          ///< as it is now, or was last
        std::string old_nick; ///< of a renaming
    };

    /// Real JIDs of this domain are ours whatever their nick.
    explicit Roster(std::string own_domain) : own_domain_{std::move(own_domain)} {}

    /// Whether one of ours is in the MUC under a nick, or was when we last knew.
    enum class Hold { seated, remembered };

    /// A nick that one of ours holds, with his occupant-id where the MUC gives one. Somebody entered under it before
    /// that was known leaves the list of others.
    void claim(const std::string& nick, std::string occupant_id, Hold hold);
    void disclaim(const std::string& nick);
    /// Nobody of ours is known to be in any more.
    void unseat_all();
    bool is_ours(const std::string& nick) const { return own_nicks_.contains(nick); }
    /// Did one of ours say this? A nick that we only remember may have gone to somebody else, so there the occupant-id
    /// decides, and where the MUC gives none the message's id: ours are Matrix event ids.
    bool is_own_message(const GroupMessage& message) const;

    Change apply(const OccupantPresence& presence);
    const Entry* find(const std::string& nick) const;
    /// All who are not ours.
    std::vector<Entry> others() const;
    /// Of those.
    std::size_t count() const noexcept { return others_.size(); }
    /// Somebody, ours or not, is there under this nick or one that looks the same.
    bool is_taken(const std::string& nick) const;
    /// Everybody is gone as far as we know; own nicks are kept, since messages of theirs may still come.
    void forget_others() { others_.clear(); }

private:
    Change apply_departure(const OccupantPresence& presence, const std::string& nick);

    std::string own_domain_;
    struct OwnNick {
        std::string occupant_id;
        Hold hold = Hold::remembered;
    };
    std::map<std::string, OwnNick> own_nicks_;
    std::map<std::string, Entry> others_;
};

} // namespace bascule::bridge
