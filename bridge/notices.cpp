#include "bridge/notices.hpp"

#include "bridge/log.hpp"

namespace bascule::bridge {

Task<void> Notices::tell(mapping::UserId as, mapping::RoomId room, std::string about, std::string text) const {
    mapping::Message notice{mapping::MessageKind::notice, std::move(text)};
    SendToken token{"notice " + about, {}};
    const auto sent = co_await homeserver_.send(std::move(as), room, std::move(notice), std::move(token));
    if (!sent) {
        log(LogPart::bridge).warn("{} does not take our notice: {}", room.str(), sent.error().reason);
    }
}

} // namespace bascule::bridge
