#pragma once

#include "bridge/ports/bookmarks.hpp"
#include "xmpp_component/people/privileges.hpp"

namespace bascule::xmpp {

/// Bookmarks (XEP-0402) in the accounts of people whose server lets us ask for them in their name (XEP-0356 §6). Ours
/// bear `<invited xmlns='urn:bascule:bookmark:0'/>` among their extensions, which clients preserve.
class PersonalBookmarks final : public bridge::Bookmarks {
public:
    /// It must outlive this.
    explicit PersonalBookmarks(Privileges& privileges) : privileges_{privileges} {}

    bool may_keep_for(const mapping::Jid& owner) const override;
    bridge::Task<void> add(bridge::RoomBookmark bookmark) override;
    bridge::Task<void> withdraw(mapping::Jid owner, mapping::Jid room) override;

private:
    bridge::Task<PersonalReply> read(mapping::Jid owner, mapping::Jid room);

    Privileges& privileges_;
};

} // namespace bascule::xmpp
