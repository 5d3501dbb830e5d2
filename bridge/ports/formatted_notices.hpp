#pragma once

#include "bridge/ports/homeserver.hpp"

#include <string>

namespace bascule::bridge {

/// The same words twice: for whoever shows plain text, and in Matrix's subset of HTML.
struct FormattedText {
    std::string plain;
    std::string html; ///< empty: the plain text is all
};

/// Notices of the bridge with more than plain text (CS API, "m.notice").
class FormattedNotices {
public:
    virtual ~FormattedNotices() = default;
    /// As Homeserver::send(). Throws Outage.
    virtual Task<Answer<mapping::EventId>> post(mapping::UserId as, mapping::RoomId room, FormattedText text,
                                                SendToken token) = 0;
};

} // namespace bascule::bridge
