#pragma once

#include "bridge/crossing/memory/memory_conversation.hpp"
#include "bridge/muc/muc_world.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/people/puppet_keeper.hpp"
#include "bridge/policy.hpp"
#include "bridge/ports/clock.hpp"
#include "tests/fakes/fake_codecs.hpp"
#include "tests/fakes/fake_directory_publisher.hpp"
#include "tests/fakes/fake_homeserver.hpp"
#include "tests/fakes/fake_muc.hpp"
#include "tests/fakes/fake_muc_history.hpp"
#include "tests/fakes/fake_notices.hpp"
#include "tests/fakes/fake_room_admin.hpp"
#include "tests/fakes/fake_room_maker.hpp"
#include "tests/fakes/fake_xmpp_server.hpp"
#include "tests/fakes/memory_journal.hpp"
#include "tests/fakes/memory_moderation.hpp"
#include "tests/fakes/memory_muc_passwords.hpp"
#include "tests/fakes/memory_registry.hpp"
#include "tests/fakes/people_ports.hpp"
#include "tests/fakes/unserved_media.hpp"
#include "tests/run.hpp"
#include "tests/samples.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace bascule::fakes {

/// Both sides and the store as fakes, and the parts of the bridge that know people. Romeo is a user of Matrix. Its time
/// stands still until the test moves it.
class SmallWorld {
public:
    boost::asio::io_context context;
    std::int64_t now_ms = 1'000'000;
    bridge::Clock now = [this] { return now_ms; };
    mapping::Names names =
        mapping::Names::create({}, "montague.example", samples::jid("matrix.montague.example")).value();
    MemoryRegistry registry;
    MemoryJournal journal;
    FakeEventCodec event_codec;
    FakeStanzaCodec stanza_codec;
    FakeHomeserver homeserver;
    FakeNotices notices{homeserver};
    FakeDirectoryPublisher directory;
    FakeXmppServer xmpp;
    FakeMuc muc;
    FakeRoomAdmin room_admin{homeserver};
    MemoryExpulsions expulsions;
    MemoryRoomFaces faces;
    MemoryPortalMoves portal_moves{registry.portals.rows};
    bridge::NoMetrics metrics;
    bridge::Policy policy{allow({}), std::chrono::minutes{1}};
    mapping::UserId bot = samples::user("@bridge:montague.example");
    mapping::UserId romeo = samples::user("@romeo:montague.example");
    MemoryMucPasswords passwords;
    FakeMucHistory history;
    FakeRoomMaker room_maker{homeserver, bot};
    bridge::NameBook book{names, registry.name_pairs};
    bridge::GhostKeeper ghosts{homeserver, registry.ghosts, bot};
    bridge::PuppetKeeper puppets{context.get_executor(), homeserver, book, now};
    MemoryTold told;
    FakeMedia media;
    MemoryAvatars avatars;
    bridge::Pictures pictures{context.get_executor(), media, avatars};
    bridge::EncryptionNotices encryption{{homeserver, xmpp, told, now}};
    bridge::MemoryReactionMarks reactions;
    bridge::MemoryThreads threads;
    bridge::MemoryPolls polls;
    bridge::MemoryRules rules;
    UnservedMedia media_links;
    bridge::UnknownCapabilities capabilities;
    bridge::Conversations conversations{
        {registry.message_links, reactions, threads, polls, rules, media_links, capabilities}, now};
    bridge::Feedback feedback{{homeserver, xmpp, told, now}};

    SmallWorld() { homeserver.users[romeo].display_name = "Romeo"; }

    static mapping::Permissions allow(const std::map<std::string, mapping::Permission>& rules) {
        return mapping::Permissions::create(rules).value();
    }
    /// Runs all that is ready; what waits for time to pass goes on waiting.
    void let_run() {
        context.restart();
        context.poll();
    }
    /// Runs until this has ended; a bug where it waits for more. Rethrows what it threw.
    void finish(Task<void> task) {
        bool has_ended = false;
        std::exception_ptr failure;
        boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown) {
            has_ended = true;
            failure = std::move(thrown);
        });
        let_run();
        if (!has_ended) {
            throw std::logic_error{"still waiting"};
        }
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
    template <class Value>
    Value finish(Task<Value> task) {
        std::optional<Value> result;
        finish(tests::detail::keep(std::move(task), result));
        return std::move(*result);
    }
    /// What MUC rooms use; the bot is called "bridge" there.
    bridge::MucWorld muc_world(std::function<void(const bridge::QueueName&)> wake) {
        return {.executor = context.get_executor(),
                .homeserver = homeserver,
                .xmpp = xmpp,
                .codec = stanza_codec,
                .journal = journal,
                .occupants = registry.occupants,
                .seats = registry.seats,
                .links = registry.message_links,
                .passwords = passwords,
                .history = history,
                .room_maker = room_maker,
                .directory = directory,
                .names = book,
                .ghosts = ghosts,
                .puppets = puppets,
                .policy = policy,
                .metrics = metrics,
                .now = now,
                .wake = wake,
                .reopen = [this, wake](bridge::EntryKey key) { return reopen(std::move(key), wake); },
                .bot = samples::jid("matrix.montague.example/bascule"),
                .bot_nick = "bridge",
                .encryption = encryption,
                .conversations = conversations,
                .feedback = feedback,
                .pictures = &pictures,
                .moderation = {room_admin, muc, muc, muc, expulsions, faces, portal_moves}};
    }
    Task<bool> reopen(bridge::EntryKey key, std::function<void(const bridge::QueueName&)> wake) {
        const auto queue = key.queue;
        const auto row = co_await journal.reopen(std::move(key));
        if (row) {
            wake(queue);
        }
        co_return row.has_value();
    }
    mapping::UserId ghost_of(const char* person) { return finish(book.ghost_of(samples::jid(person))); }
    mapping::Jid puppet_of(const mapping::UserId& user) { return finish(puppets.of(user)).jid; }

    static bridge::MatrixEvent said(const char* id, const mapping::RoomId& room, const mapping::UserId& sender,
                                    std::string text) {
        return {.id = samples::event(id),
                .room = room,
                .sender = sender,
                .at_ms = 0,
                .sent_key = {},
                .is_suppressed = false,
                .content = mapping::Message{mapping::MessageKind::text, std::move(text)}};
    }
};

} // namespace bascule::fakes
