#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/ports/avatar_memory.hpp"
#include "bridge/ports/avatar_source.hpp"
#include "bridge/ports/bookmarks.hpp"
#include "bridge/ports/ghost_profiles.hpp"
#include "bridge/ports/media.hpp"
#include "bridge/ports/puppet_looks.hpp"
#include "bridge/ports/rosters.hpp"
#include "bridge/ports/told_marks.hpp"
#include "tests/fakes/memory_table.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

// The ports that are about people's looks, kept in memory and open to tests.
namespace bascule::fakes {

using bridge::Task;

class MemoryAvatars final : public bridge::AvatarMemory, public MemoryTable {
public:
    std::map<std::string, std::string> hashes;
    std::map<std::string, std::string> uploads;
    std::map<mapping::UserId, std::string> worn;

    Task<std::optional<std::string>> hash_of(std::string mxc) override { co_return found(hashes, mxc); }
    Task<void> remember_hash(std::string mxc, std::string hash) override {
        reach();
        hashes[mxc] = std::move(hash);
        co_return;
    }
    Task<std::optional<std::string>> upload_of(std::string hash) override { co_return found(uploads, hash); }
    Task<void> remember_upload(std::string hash, std::string mxc) override {
        reach();
        uploads[hash] = std::move(mxc);
        co_return;
    }
    Task<std::optional<std::string>> worn_by(mapping::UserId ghost) override { co_return found(worn, ghost); }
    Task<void> remember_worn(mapping::UserId ghost, std::string hash) override {
        reach();
        worn[ghost] = std::move(hash);
        co_return;
    }

private:
    template <class Map, class Key>
    std::optional<std::string> found(const Map& map, const Key& key) const {
        reach();
        const auto at = map.find(key);
        return at == map.end() ? std::nullopt : std::optional{at->second};
    }
};

class MemoryTold final : public bridge::ToldMarks, public MemoryTable {
public:
    std::map<std::string, std::int64_t> rows;

    Task<std::optional<std::int64_t>> told_at(std::string what) override {
        reach();
        const auto found = rows.find(what);
        co_return found == rows.end() ? std::nullopt : std::optional{found->second};
    }
    Task<void> mark(std::string what, std::int64_t at_ms) override {
        reach();
        rows[what] = at_ms;
        co_return;
    }
    Task<void> forget(std::int64_t before_ms) override {
        reach();
        std::erase_if(rows, [&](const auto& row) { return row.second < before_ms; });
        co_return;
    }
};

/// A content repository; what is uploaded can be had again.
class FakeMedia final : public bridge::Media {
public:
    std::map<std::string, bridge::MediaFile> files;
    std::set<std::string> silent;           ///< mxc: URLs whose servers are waited for and never answer
    std::optional<bridge::Refusal> refusal; ///< of whatever is asked for
    int reads = 0;
    bool is_away = false;

    Task<bridge::Answer<bridge::MediaFile>> download(std::string mxc, std::size_t most_bytes) override {
        co_return find(mxc, most_bytes);
    }
    Task<bridge::Answer<bridge::MediaFile>> thumbnail(std::string mxc, int /*pixels*/,
                                                      std::size_t most_bytes) override {
        if (silent.contains(mxc)) {
            constexpr std::chrono::hours for_ever{1};
            co_await bridge::pause(for_ever);
        }
        co_return find(mxc, most_bytes);
    }
    Task<bridge::Answer<std::string>> upload(bridge::MediaFile file, std::string /*name*/) override {
        reach();
        auto mxc = "mxc://montague.example/up" + std::to_string(files.size());
        files[mxc] = std::move(file);
        co_return mxc;
    }

private:
    void reach() const {
        if (is_away) {
            throw bridge::Outage{"the homeserver is away"};
        }
    }
    bridge::Answer<bridge::MediaFile> find(const std::string& mxc, std::size_t most_bytes) {
        reach();
        ++reads;
        if (refusal) {
            return *refusal;
        }
        const auto found = files.find(mxc);
        if (found == files.end() || found->second.bytes.size() > most_bytes) {
            return bridge::Refusal{404, "M_NOT_FOUND", "no such file"};
        }
        return found->second;
    }
};

class FakeGhostProfiles final : public bridge::GhostProfiles {
public:
    std::map<mapping::UserId, std::string> avatars;
    std::vector<std::pair<mapping::UserId, bridge::GhostPresence>> presences;
    bool is_away = false;

    Task<bridge::Answer<void>> set_avatar(mapping::UserId ghost, std::string mxc) override {
        reach();
        avatars[ghost] = std::move(mxc);
        co_return bridge::Answer<void>{};
    }
    Task<bridge::Answer<void>> set_presence(mapping::UserId ghost, bridge::GhostPresence presence) override {
        reach();
        presences.emplace_back(std::move(ghost), std::move(presence));
        co_return bridge::Answer<void>{};
    }

private:
    void reach() const {
        if (is_away) {
            throw bridge::Outage{"the homeserver is away"};
        }
    }
};

class FakePuppetLooks final : public bridge::PuppetLooks {
public:
    std::map<mapping::Jid, std::string> avatars;
    std::vector<std::string> nicks; ///< asked for, in order
    std::set<std::string> taken;    ///< nicks that meet a conflict
    std::function<void(const bridge::JoinRequest&)> on_changed;

    void set_avatar(const mapping::Jid& puppet, std::string hash) override { avatars[puppet] = std::move(hash); }
    Task<bridge::JoinOutcome> change_nick(bridge::JoinRequest request, std::string /*old_nick*/) override {
        nicks.push_back(request.nick);
        bridge::JoinOutcome outcome{{}, request.nick, {}};
        if (taken.contains(request.nick)) {
            outcome.error = bridge::StanzaError{"cancel", "conflict", {}};
        } else if (on_changed) {
            on_changed(request);
        }
        co_return outcome;
    }
};

class FakeAvatarSource final : public bridge::AvatarSource {
public:
    std::map<mapping::Jid, bridge::Portrait> pictures; ///< by whom they show
    std::vector<bridge::AvatarQuestion> questions;

    Task<std::optional<bridge::Portrait>> fetch(bridge::AvatarQuestion question) override {
        questions.push_back(question);
        const auto found = pictures.find(question.whom);
        co_return found == pictures.end() ? std::nullopt : std::optional{found->second};
    }
};

class FakeRosters final : public bridge::Rosters {
public:
    std::set<std::string> granted; ///< domains
    std::vector<bridge::RosterEntry> added;

    bool may_change(const mapping::Jid& owner) const override { return granted.contains(std::string{owner.domain()}); }
    Task<void> add(bridge::RosterEntry entry) override {
        added.push_back(std::move(entry));
        co_return;
    }
};

class FakeBookmarks final : public bridge::Bookmarks {
public:
    std::set<std::string> granted; ///< domains
    std::vector<bridge::RoomBookmark> kept;
    bool is_away = false;

    bool may_keep_for(const mapping::Jid& owner) const override {
        return granted.contains(std::string{owner.domain()});
    }
    Task<void> add(bridge::RoomBookmark bookmark) override {
        if (is_away) {
            throw bridge::Outage{"the stream is down"};
        }
        kept.push_back(std::move(bookmark));
        co_return;
    }
    Task<void> withdraw(mapping::Jid owner, mapping::Jid room) override {
        std::erase_if(kept, [&](const auto& one) { return one.owner == owner && one.room == room; });
        co_return;
    }
};

} // namespace bascule::fakes
