#pragma once

#include "bridge/ports/formatted_notices.hpp"
#include "tests/fakes/fake_homeserver.hpp"

#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// Notices among the messages of the fake homeserver, and their HTML beside.
class FakeNotices final : public bridge::FormattedNotices {
public:
    explicit FakeNotices(FakeHomeserver& homeserver) : homeserver_{homeserver} {}

    std::vector<std::string> html; ///< one a notice, may be empty

    Task<Answer<mapping::EventId>> post(mapping::UserId as, mapping::RoomId room, bridge::FormattedText text,
                                        bridge::SendToken token) override {
        html.push_back(text.html);
        mapping::Message message{mapping::MessageKind::notice, std::move(text.plain)};
        co_return co_await homeserver_.send(std::move(as), std::move(room), std::move(message), std::move(token));
    }

private:
    FakeHomeserver& homeserver_;
};

} // namespace bascule::fakes
