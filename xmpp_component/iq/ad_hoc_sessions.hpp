#pragma once

#include "bridge/ports/clock.hpp"
#include "bridge/ports/command_desk.hpp"
#include "mapping/jid.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bascule::xmpp {

/// A command that somebody is giving by form (XEP-0050 §3).
struct AdHocSession {
    /// What he was shown last.
    enum class Stage { form, warning };

    mapping::Jid asker; ///< full JID
    mapping::Jid on;
    bridge::CommandOutline command;
    std::vector<std::string> words{};
    Stage stage = Stage::form;
    std::int64_t until_ms = 0;
};

/// The sessions under way: each lasts for ten minutes after its last step, and of everybody a few, so that nobody
/// fills the memory. Their ids cannot be guessed.
class AdHocSessions {
public:
    explicit AdHocSessions(bridge::Clock now) : now_{std::move(now)} {}

    /// Somebody who has too many loses his oldest.
    std::string open(AdHocSession session);
    /// What becomes of a session that is asked for.
    enum class Fate { found, unknown, expired };
    Fate fate_of(const std::string& id, const mapping::Jid& asker);
    /// Takes a session that was found out of the list.
    AdHocSession take(const std::string& id);
    /// The same session goes on.
    void put_back(const std::string& id, AdHocSession session);

private:
    void make_room(const mapping::Jid& asker);

    bridge::Clock now_;
    std::map<std::string, AdHocSession> sessions_;
};

} // namespace bascule::xmpp
