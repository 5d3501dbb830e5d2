#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "mapping/permissions.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::bridge {

/// Somebody's command: who, where, and the words behind its name.
struct CommandCall {
    mapping::UserId asker;
    mapping::RoomId room;
    mapping::Permission permission = mapping::Permission::use; ///< the asker's
    std::vector<std::string> words;
};

/// One command of the bot. `run` returns the answer; what the asker did wrong is an answer too. Throws Outage; then it
/// is run again, so it must bear that.
struct Command {
    std::string_view name;
    std::string_view usage; ///< the words behind the name, for help
    std::string_view summary;
    mapping::Permission needs = mapping::Permission::use;
    std::function<Task<std::string>(CommandCall)> run;
};

} // namespace bascule::bridge
