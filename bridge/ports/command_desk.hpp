#pragma once

#include "bridge/async/task.hpp"
#include "mapping/jid.hpp"
#include "mapping/table.hpp"

#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// What a command has to be told.
struct CommandParameter {
    enum class Kind {
        word,   ///< without spaces
        text,   ///< as the last, the rest of the line
        jid,    ///< an XMPP address or `xmpp:` URI
        number, ///< a positive integer
        secret, ///< the same, and is kept nowhere
    };
    enum class Need { required, optional };
    std::string name;  ///< one word, as usage shows it
    std::string about; ///< what it is, for forms and help
    Kind kind = Kind::word;
    Need need = Need::required;
};

/// How a command ended, for the one who gave it and for the record.
struct CommandAnswer {
    enum class Outcome { done, refused, failed };
    /// Who may read it, where others stand by.
    enum class Audience { everybody, asker };

    std::string text; ///< may be empty: what has happened speaks for itself
    mapping::Table table{};
    Outcome outcome = Outcome::done;
    Audience audience = Audience::everybody;
};
inline CommandAnswer done(std::string text) {
    return {.text = std::move(text)};
}
inline CommandAnswer refused(std::string text) {
    return {.text = std::move(text), .outcome = CommandAnswer::Outcome::refused};
}

/// What somebody sees of a command that he may give.
struct CommandOutline {
    std::string name;
    std::string summary;
    std::vector<CommandParameter> parameters;
    std::string warning; ///< what he has to agree to first; empty where nothing
};

/// A command given by form. `words` has one for each parameter, in their order; optional ones at the end may be
/// missing.
struct CommandOrder {
    mapping::Jid asker;
    mapping::Jid on; ///< the address of ours at which it was given
    std::string name;
    std::vector<std::string> words;
    std::string key; ///< unique for ever
};

/// Where the XMPP side learns of commands and has them carried out. Every call throws Outage.
class CommandDesk {
public:
    virtual ~CommandDesk() = default;
    virtual Task<std::vector<CommandOutline>> offered(mapping::Jid asker, mapping::Jid on) = 0;
    /// Refuses, with the reason, what is not offered.
    virtual Task<CommandAnswer> carry_out(CommandOrder order) = 0;
};

} // namespace bascule::bridge
