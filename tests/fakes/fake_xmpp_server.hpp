#pragma once

#include "bridge/ports/outage.hpp"
#include "bridge/ports/xmpp_server.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

using bridge::Task;

/// Keeps what is sent to it, and answers as the test has written down. It gives way before each answer.
class FakeXmppServer final : public bridge::XmppServer {
public:
    struct Acknowledgement {
        mapping::Jid from;
        mapping::Jid to;
        std::string message_id;
    };
    struct Bounce {
        mapping::Jid from;
        mapping::Jid to;
        std::string message_id;
        bridge::StanzaError error;
    };
    struct Leave {
        mapping::Jid occupant;
        mapping::Jid room;
        std::string nick;
    };

    std::vector<bridge::OutgoingMessage> messages;
    std::vector<bridge::OutgoingPresence> presences;
    std::vector<Acknowledgement> acknowledgements;
    std::vector<Bounce> bounces;
    std::vector<Bounce> refused_presences;
    std::vector<bridge::JoinRequest> joins;
    std::vector<Leave> leaves;
    std::vector<bridge::ArchiveRequest> archive_requests;

    bool is_up = true;
    std::uint64_t stream = 1;
    /// The error that a join meets, if any; every join succeeds where it is not set.
    std::function<std::optional<bridge::StanzaError>(const bridge::JoinRequest&)> refuse_join;
    /// Told of every join that succeeded, before it is answered.
    std::function<void(const bridge::JoinRequest&)> on_joined;
    std::optional<bridge::RoomTraits> traits = bridge::RoomTraits{};
    std::set<mapping::Jid> no_mucs;        ///< addresses that have no traits, whatever the others have
    std::deque<bridge::ArchivePage> pages; ///< answered one after the other; empty and complete behind the last
    std::function<void()> on_archive;      ///< told before a page is answered
    std::function<void()> on_barrier;      ///< told before a barrier is answered
    std::optional<bool> is_bot_in = true;  ///< what is_joined() answers
    int self_pings = 0;                    ///< calls of is_joined

    void go_down() { is_up = false; }
    void come_up() {
        is_up = true;
        ++stream;
    }

    bool is_connected() const override { return is_up; }
    std::uint64_t session() const override { return stream; }

    Task<void> send(bridge::OutgoingMessage message) override {
        co_await reach();
        messages.push_back(std::move(message));
    }
    Task<void> send(bridge::OutgoingPresence presence) override {
        co_await reach();
        presences.push_back(std::move(presence));
    }
    Task<void> acknowledge(mapping::Jid from, mapping::Jid to, std::string message_id) override {
        co_await reach();
        acknowledgements.push_back({std::move(from), std::move(to), std::move(message_id)});
    }
    Task<void> bounce(mapping::Jid from, mapping::Jid to, std::string message_id, bridge::StanzaError error) override {
        co_await reach();
        bounces.push_back({std::move(from), std::move(to), std::move(message_id), std::move(error)});
    }
    Task<void> refuse_presence(mapping::Jid from, mapping::Jid to, bridge::StanzaError error) override {
        co_await reach();
        refused_presences.push_back({std::move(from), std::move(to), {}, std::move(error)});
    }
    Task<void> barrier() override {
        co_await reach();
        if (on_barrier) {
            on_barrier();
        }
    }

    Task<bridge::JoinOutcome> join(bridge::JoinRequest request) override {
        co_await reach();
        joins.push_back(request);
        bridge::JoinOutcome outcome{{}, request.nick, {}};
        if (refuse_join) {
            outcome.error = refuse_join(request);
        }
        if (!outcome.error && on_joined) {
            on_joined(request);
        }
        co_return outcome;
    }
    Task<void> leave(mapping::Jid occupant, mapping::Jid room, std::string nick, std::string /*reason*/) override {
        co_await reach();
        leaves.push_back({std::move(occupant), std::move(room), std::move(nick)});
    }
    Task<std::optional<bool>> is_joined(mapping::Jid /*occupant*/, mapping::Jid /*room*/,
                                        std::string /*nick*/) override {
        co_await reach();
        ++self_pings;
        co_return is_bot_in;
    }
    Task<std::optional<bridge::RoomTraits>> describe(mapping::Jid room, mapping::Jid /*asker*/) override {
        co_await reach();
        co_return no_mucs.contains(room) ? std::nullopt : traits;
    }
    Task<bridge::ArchivePage> archive(bridge::ArchiveRequest request) override {
        co_await reach();
        archive_requests.push_back(std::move(request));
        if (on_archive) {
            on_archive();
        }
        bridge::ArchivePage page;
        if (!pages.empty()) {
            page = std::move(pages.front());
            pages.pop_front();
        }
        co_return page;
    }
    void elect_listener(mapping::Jid /*room*/, std::optional<mapping::Jid> /*occupant*/) override {}

    /// The nicks that were asked for by this occupant, in order.
    std::vector<std::string> nicks_of(const mapping::Jid& occupant) const {
        std::vector<std::string> nicks;
        for (const auto& join : joins) {
            if (join.occupant == occupant) {
                nicks.push_back(join.nick);
            }
        }
        return nicks;
    }

private:
    Task<void> reach() const {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        if (!is_up) {
            throw bridge::Outage{"the stream is down"};
        }
    }
};

} // namespace bascule::fakes
