#include "xmpp_component/iq/commands.hpp"

#include "bridge/ports/outage.hpp"
#include "xmpp_component/iq/command_forms.hpp"
#include "xmpp_component/iq/disco_info.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <utility>

namespace bascule::xmpp {

namespace {

using bridge::Task;
using Kind = bridge::Addressee::Kind;

std::string node_of(const std::string& name) {
    return std::string{AdHocCommands::node_prefix} + name;
}

std::string name_in(std::string_view node) {
    return std::string{node.substr(std::min(node.size(), AdHocCommands::node_prefix.size()))};
}

bool has_commands(const IqRequest& request) {
    return request.addressee.kind == Kind::bridge || request.addressee.kind == Kind::room;
}

IqAnswer info(std::string_view node, const DiscoInfo& described) {
    IqAnswer answer;
    auto query = add(answer.payload, "query", ns::disco_info);
    set(query, "node", node);
    write(query, described);
    return answer;
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> list) {
    return std::ranges::find(list, text) != list.end();
}

} // namespace

void AdHocCommands::register_at(IqTable& table) {
    const IqKey items{IqKey::Type::get, ns::disco_items, "query"};
    const IqKey infos{IqKey::Type::get, ns::disco_info, "query"};
    const std::string prefix{node_prefix};
    table.add_at_nodes(items, ns::commands, [this](IqRequest request) { return show_list(std::move(request)); });
    table.add_at_nodes(infos, ns::commands, [this](IqRequest request) { return describe_list(std::move(request)); });
    table.add_at_nodes(infos, prefix, [this](IqRequest request) { return describe_command(std::move(request)); });
    table.add_slow({IqKey::Type::set, ns::commands, "command"},
                   [this](IqRequest request) { return execute(std::move(request)); });
}

Task<std::optional<bridge::CommandOutline>> AdHocCommands::find(const IqRequest& request, std::string name) {
    auto offered = co_await desk_.offered(request.from, request.to);
    const auto found = std::ranges::find(offered, name, &bridge::CommandOutline::name);
    co_return found == offered.end() ? std::nullopt : std::optional{std::move(*found)};
}

// XEP-0050 §2.2
Task<IqAnswer> AdHocCommands::show_list(IqRequest request) {
    if (!has_commands(request)) {
        co_return refuse("item-not-found");
    }
    const auto offered = co_await desk_.offered(request.from, request.to);
    IqAnswer answer;
    auto query = add(answer.payload, "query", ns::disco_items);
    set(query, "node", ns::commands);
    for (const auto& command : offered) {
        auto item = add(query, "item");
        set(item, "jid", request.to.str());
        set(item, "node", node_of(command.name));
        set(item, "name", command.name + ": " + command.summary);
    }
    co_return answer;
}

Task<IqAnswer> AdHocCommands::describe_list(IqRequest request) {
    const DiscoInfo list{.identities = {{.category = "automation", .type = "command-list", .name = "Commands"}},
                         .features = {}};
    if (!has_commands(request)) {
        co_return refuse("item-not-found");
    }
    co_return info(ns::commands, list);
}

// XEP-0050 §2.3
Task<IqAnswer> AdHocCommands::describe_command(IqRequest request) {
    const std::string node{attribute_of(request.payload, "node")};
    const auto command = co_await find(request, name_in(node));
    if (!command || !has_commands(request)) {
        co_return refuse("item-not-found");
    }
    const DiscoInfo described{
        .identities = {{.category = "automation", .type = "command-node", .name = command->summary}},
        .features = {ns::commands, ns::data_form}};
    co_return info(node, described);
}

Task<IqAnswer> AdHocCommands::execute(IqRequest request) {
    const auto node = attribute_of(request.payload, "node");
    if (!has_commands(request) || !node.starts_with(node_prefix)) {
        co_return refuse("item-not-found", "There is no such command.");
    }
    const auto action = attribute_of(request.payload, "action");
    if (!is_one_of(action, {"", "execute", "next", "complete", "prev", "cancel"})) {
        co_return refuse_command("bad-request", "malformed-action");
    }
    auto name = name_in(node);
    std::string id{attribute_of(request.payload, "sessionid")};
    if (!id.empty()) {
        co_return co_await go_on(std::move(request), std::move(name), std::move(id));
    }
    if (is_one_of(action, {"prev", "cancel"})) {
        co_return refuse_command("bad-request", "bad-action");
    }
    co_return co_await begin(std::move(request), std::move(name));
}

Task<IqAnswer> AdHocCommands::begin(IqRequest request, std::string name) {
    auto command = co_await find(request, name);
    if (!command) {
        co_return refuse("item-not-found", "There is no such command, or you may not give it.");
    }
    AdHocSession session{.asker = request.from, .on = request.to, .command = std::move(*command)};
    const auto is_ready = session.command.parameters.empty();
    session.stage = is_ready ? AdHocSession::Stage::warning : AdHocSession::Stage::form;
    auto id = sessions_.open(session);
    if (is_ready && session.command.warning.empty()) {
        co_return co_await finish(std::move(id), std::move(session));
    }
    co_return show_step({node_of(name), id, "executing"}, session);
}

Task<IqAnswer> AdHocCommands::go_on(IqRequest request, std::string name, std::string id) {
    const auto fate = sessions_.fate_of(id, request.from);
    if (fate == AdHocSessions::Fate::unknown) {
        co_return refuse_command("bad-request", "bad-sessionid");
    }
    if (fate == AdHocSessions::Fate::expired) {
        co_return refuse_command("not-allowed", "session-expired");
    }
    const auto action = attribute_of(request.payload, "action");
    if (action == "cancel") {
        sessions_.take(id);
        co_return show_canceled({node_of(name), id, "canceled"});
    }
    if (action == "prev") {
        co_return go_back(id);
    }
    co_return co_await go_forward(std::move(request), std::move(id));
}

IqAnswer AdHocCommands::go_back(const std::string& id) {
    auto session = sessions_.take(id);
    const auto has_form = session.stage == AdHocSession::Stage::warning && !session.command.parameters.empty();
    if (has_form) {
        session.stage = AdHocSession::Stage::form;
    }
    sessions_.put_back(id, session);
    return has_form ? show_step({node_of(session.command.name), id, "executing"}, session)
                    : refuse_command("bad-request", "bad-action");
}

Task<IqAnswer> AdHocCommands::go_forward(IqRequest request, std::string id) {
    auto session = sessions_.take(id);
    const auto node = node_of(session.command.name);
    if (session.stage == AdHocSession::Stage::form) {
        auto words = words_in(request.payload, session.command, node);
        if (!words) {
            sessions_.put_back(id, std::move(session));
            co_return refuse_command("bad-request", "bad-payload");
        }
        session.words = std::move(*words);
        if (!session.command.warning.empty()) {
            session.stage = AdHocSession::Stage::warning;
            sessions_.put_back(id, session);
            co_return show_step({node, id, "executing"}, session);
        }
    }
    co_return co_await finish(std::move(id), std::move(session));
}

// The session is put back where an outage comes between, so that he may try again.
Task<IqAnswer> AdHocCommands::finish(std::string id, AdHocSession session) {
    bridge::CommandOrder order{
        .asker = session.asker, .on = session.on, .name = session.command.name, .words = session.words, .key = id};
    CommandHead head{node_of(session.command.name), id, "completed"};
    try {
        const auto answer = co_await desk_.carry_out(std::move(order));
        if (sessions_.fate_of(id, session.asker) == AdHocSessions::Fate::found) {
            sessions_.take(id);
        }
        co_return show_end(head, answer);
    } catch (const bridge::Outage&) {
        sessions_.put_back(id, std::move(session));
        throw;
    }
}

} // namespace bascule::xmpp
