#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/moderation_memory.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bascule::bridge {

/// Who was put out of one bridged MUC or its room and must not come back by himself: neither by a restart nor by
/// writing. Kept in the store.
class Expelled {
public:
    Expelled(Expulsions& table, mapping::Jid room, Clock now)
        : table_{table}, room_{std::move(room)}, now_{std::move(now)} {}

    Task<void> load();
    const Expulsion* find(const mapping::UserId& user) const;
    std::vector<Expulsion> all() const;

    /// Whether this ghost has been put out on the Matrix side, or is just being.
    bool is_shut_out(const mapping::UserId& ghost) const;
    /// He is about to be put out: until release() or remember() nothing brings him in. Lasts as long as the process.
    void hold(const mapping::UserId& ghost) { held_.insert(ghost); }
    void release(const mapping::UserId& ghost) { held_.erase(ghost); }

    struct Deed {
        ExpulsionKind kind = ExpulsionKind::kick;
        Side by = Side::matrix;
        std::string reason{};
    };
    Task<void> remember(mapping::UserId user, Deed deed);
    Task<void> forget(mapping::UserId user);
    Task<void> forget_all();

private:
    Expulsions& table_;
    mapping::Jid room_;
    Clock now_;
    std::map<mapping::UserId, Expulsion> known_;
    std::set<mapping::UserId> held_;
};

} // namespace bascule::bridge
