#include "bridge/crossing/room_feature.hpp"

namespace bascule::bridge {

std::optional<mapping::Feature> feature_of(RoomAspect aspect) {
    switch (aspect) {
        case RoomAspect::name:
            return mapping::Feature::room_name;
        case RoomAspect::topic:
            return mapping::Feature::topic;
        case RoomAspect::avatar:
            return mapping::Feature::room_avatar;
        case RoomAspect::power_levels:
            return mapping::Feature::power;
        default:
            return std::nullopt;
    }
}

} // namespace bascule::bridge
