#pragma once

#include "bridge/ports/muc_service.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

using bridge::Task;

/// Keeps what is said in MUCs of ours; `told` has all of it in its order, each in a few words.
class FakeMucService final : public bridge::MucService {
public:
    struct Refusal {
        mapping::Jid seat;
        mapping::Jid to;
        std::string id;
        bridge::StanzaError error;
    };

    std::vector<bridge::SeatPresence> presences;
    std::vector<bridge::SeatMessage> messages;
    std::vector<bridge::SeatSubject> subjects;
    std::vector<bridge::SeatInvitation> invitations;
    std::vector<bridge::SeatEnd> ends;
    std::vector<mapping::Jid> changes;                       ///< to whom
    std::vector<std::pair<mapping::Jid, std::string>> faces; ///< of the room: to whom, and the hash
    std::vector<Refusal> refusals;
    std::vector<std::string> told;
    int cut_after = -1; ///< so many calls go well, and then the stream breaks

    Task<void> show(bridge::SeatPresence presence) override {
        reach();
        const bool is_there = presence.kind == bridge::SeatPresence::Kind::available;
        told.push_back((is_there ? "+" : "-") + std::string{presence.seat.resource()});
        presences.push_back(std::move(presence));
        co_return;
    }
    Task<void> say(bridge::SeatMessage message) override {
        reach();
        told.push_back("says " + message.message.body);
        messages.push_back(std::move(message));
        co_return;
    }
    Task<void> tell_subject(bridge::SeatSubject subject) override {
        reach();
        told.push_back("subject " + subject.text);
        subjects.push_back(std::move(subject));
        co_return;
    }
    Task<void> tell_change(mapping::Jid /*room*/, mapping::Jid to) override {
        reach();
        changes.push_back(std::move(to));
        co_return;
    }
    Task<void> show_face(mapping::Jid /*room*/, mapping::Jid to, std::string hash) override {
        reach();
        told.push_back("face " + hash);
        faces.push_back({std::move(to), std::move(hash)});
        co_return;
    }
    Task<void> invite(bridge::SeatInvitation invitation) override {
        reach();
        invitations.push_back(std::move(invitation));
        co_return;
    }
    Task<void> end(bridge::SeatEnd end) override {
        reach();
        ends.push_back(std::move(end));
        co_return;
    }
    Task<void> refuse_entry(mapping::Jid seat, mapping::Jid to, std::string id, bridge::StanzaError error) override {
        reach();
        refusals.push_back({std::move(seat), std::move(to), std::move(id), std::move(error)});
        co_return;
    }

    /// What this session was shown of this seat last.
    const bridge::SeatPresence& last_of(const std::string& nick, const mapping::Jid& to) const {
        const auto found = std::find_if(presences.rbegin(), presences.rend(), [&](const auto& presence) {
            return presence.to == to && presence.seat.resource() == nick;
        });
        return *found;
    }
    void forget() { *this = FakeMucService{}; }

private:
    void reach() {
        if (cut_after == 0) {
            throw bridge::Outage{"the stream is down"};
        }
        cut_after -= cut_after > 0 ? 1 : 0;
    }
};

} // namespace bascule::fakes
