#include "bridge/muc/moderation/carried_face.hpp"

namespace bascule::bridge {

Task<void> CarriedFace::load() {
    if (auto face = co_await table_.find(muc_)) {
        now_ = std::move(*face);
        is_from_before_ = true;
    }
}

Task<void> CarriedFace::keep(std::string RoomFace::*what, std::string value) {
    if (now_.*what == value) {
        co_return;
    }
    auto face = now_;
    face.*what = value;
    co_await table_.save(muc_, std::move(face));
    now_.*what = std::move(value); // another part of it may have changed meanwhile
}

} // namespace bascule::bridge
