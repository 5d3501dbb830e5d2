#pragma once

#include "bridge/ports/command_desk.hpp"
#include "xmpp_component/iq/ad_hoc_sessions.hpp"
#include "xmpp_component/iq/iq_table.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::xmpp {

/// Commands by form (XEP-0050) at the component and its rooms. A command's node is node_prefix and its name.
class AdHocCommands {
public:
    static constexpr std::string_view node_prefix = "urn:bascule:command:";

    /// The desk must outlive it.
    AdHocCommands(bridge::CommandDesk& desk, bridge::Clock now) : desk_{desk}, sessions_{std::move(now)} {}

    /// It must outlive the table's answers.
    void register_at(IqTable& table);

private:
    using Names = std::vector<bridge::CommandOutline>;
    struct Order;

    bridge::Task<std::optional<bridge::CommandOutline>> find(const IqRequest& request, std::string name);
    bridge::Task<IqAnswer> show_list(IqRequest request);
    bridge::Task<IqAnswer> describe_list(IqRequest request);
    bridge::Task<IqAnswer> describe_command(IqRequest request);
    bridge::Task<IqAnswer> execute(IqRequest request);
    bridge::Task<IqAnswer> begin(IqRequest request, std::string name);
    bridge::Task<IqAnswer> go_on(IqRequest request, std::string name, std::string id);
    IqAnswer go_back(const std::string& id);
    bridge::Task<IqAnswer> go_forward(IqRequest request, std::string id);
    bridge::Task<IqAnswer> finish(std::string id, AdHocSession session);

    bridge::CommandDesk& desk_;
    AdHocSessions sessions_;
};

} // namespace bascule::xmpp
