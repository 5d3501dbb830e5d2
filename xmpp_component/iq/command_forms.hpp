#pragma once

#include "bridge/ports/command_desk.hpp"
#include "xmpp_component/iq/ad_hoc_sessions.hpp"
#include "xmpp_component/iq/iq_table.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a command looks like as XEP-0050 and XEP-0004 have it.
namespace bascule::xmpp {

/// Which command a `<command/>` answers, and where it stands.
struct CommandHead {
    std::string node;
    std::string session;
    std::string_view status; ///< executing, completed, canceled
};

/// The step that the session stands at: its form with what was filled in, or the warning.
IqAnswer show_step(const CommandHead& head, const AdHocSession& session);
/// The end: a note with the words, a form with the table.
IqAnswer show_end(const CommandHead& head, const bridge::CommandAnswer& answer);
IqAnswer show_canceled(const CommandHead& head);
/// XEP-0050 §4.4: the general condition and the special one.
IqAnswer refuse_command(std::string_view condition, const char* special);

/// The words of a submitted form, one a parameter; nothing where there is no such form.
std::optional<std::vector<std::string>> words_in(pugi::xml_node command, const bridge::CommandOutline& outline,
                                                 const std::string& node);

} // namespace bascule::xmpp
