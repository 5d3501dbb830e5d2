#pragma once

#include "bridge/store/database.hpp"
#include "bridge/store/tables/activity_table.hpp"
#include "bridge/store/tables/audit_table.hpp"
#include "bridge/store/tables/avatar_table.hpp"
#include "bridge/store/tables/contact_table.hpp"
#include "bridge/store/tables/conversation_tables.hpp"
#include "bridge/store/tables/gateway_table.hpp"
#include "bridge/store/tables/ghost_table.hpp"
#include "bridge/store/tables/journal_table.hpp"
#include "bridge/store/tables/mapping_table.hpp"
#include "bridge/store/tables/message_link_table.hpp"
#include "bridge/store/tables/moderation_tables.hpp"
#include "bridge/store/tables/muc_password_table.hpp"
#include "bridge/store/tables/name_pair_table.hpp"
#include "bridge/store/tables/occupant_table.hpp"
#include "bridge/store/tables/portal_table.hpp"
#include "bridge/store/tables/seat_table.hpp"
#include "bridge/store/tables/told_table.hpp"
#include "bridge/store/tables/trace_table.hpp"

#include <memory>
#include <string>

namespace bascule::store {

/// The bridge's memory: a database and every port over it.
class Store {
public:
    explicit Store(std::unique_ptr<Database> database);

    /// Makes or upgrades the schema; before anything else. Throws Outage while the database is away, and another
    /// exception, with the remedy, where that can never succeed: the schema belongs to a newer bascule, or the role may
    /// not make tables.
    Task<void> migrate();
    /// Throws what migrate() would, as far as one can tell without changing anything.
    Task<void> check();
    /// See Database::close().
    Task<void> close();
    /// Where the database is, for messages: never with a password.
    const std::string& name() const noexcept { return database_->name(); }

    bridge::Journal& journal() noexcept { return journal_; }
    bridge::Portals& portals() noexcept { return portals_; }
    bridge::Ghosts& ghosts() noexcept { return ghosts_; }
    bridge::NamePairs& name_pairs() noexcept { return name_pairs_; }
    bridge::Occupants& occupants() noexcept { return occupants_; }
    bridge::Seats& seats() noexcept { return seats_; }
    bridge::Contacts& contacts() noexcept { return contacts_; }
    bridge::MessageLinks& message_links() noexcept { return message_links_; }
    bridge::MucPasswords& muc_passwords() noexcept { return muc_passwords_; }
    bridge::ActivityMarks& activity() noexcept { return activity_; }
    bridge::Expulsions& expulsions() noexcept { return expulsions_; }
    bridge::RoomFaces& faces() noexcept { return faces_; }
    bridge::PortalMoves& portal_moves() noexcept { return portal_moves_; }
    bridge::AvatarMemory& avatars() noexcept { return avatars_; }
    bridge::ToldMarks& told() noexcept { return told_; }
    bridge::GatewayRecords& gateway() noexcept { return gateway_; }
    bridge::AuditLog& audit() noexcept { return audit_; }
    bridge::ReactionMarks& reactions() noexcept { return reactions_; }
    bridge::Threads& threads() noexcept { return threads_; }
    bridge::Polls& polls() noexcept { return polls_; }
    bridge::MappingDesk& mapping() noexcept { return mapping_; }
    bridge::Tracer& tracer() noexcept { return tracer_; }

private:
    std::unique_ptr<Database> database_;
    JournalTable journal_;
    PortalTable portals_;
    GhostTable ghosts_;
    NamePairTable name_pairs_;
    OccupantTable occupants_;
    SeatTable seats_;
    ContactTable contacts_;
    MessageLinkTable message_links_;
    ActivityTable activity_;
    ExpulsionTable expulsions_;
    RoomFaceTable faces_;
    PortalMoveTable portal_moves_;
    AvatarTable avatars_;
    ToldTable told_;
    GatewayTable gateway_;
    MucPasswordTable muc_passwords_;
    AuditTable audit_;
    ReactionMarkTable reactions_;
    ThreadTable threads_;
    PollTable polls_;
    MappingTable mapping_;
    TraceTable tracer_;
};

} // namespace bascule::store
