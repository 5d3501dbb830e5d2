#include "xmpp_component/iq/command_forms.hpp"

#include "xmpp_component/xml/data_form.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

namespace {

using Kind = bridge::CommandParameter::Kind;
using Need = bridge::CommandParameter::Need;
using Outcome = bridge::CommandAnswer::Outcome;

pugi::xml_node add_command(IqAnswer& answer, const CommandHead& head) {
    auto command = add(answer.payload, "command", ns::commands);
    set(command, "node", head.node);
    set(command, "sessionid", head.session);
    set(command, "status", head.status);
    return command;
}

std::string field_type(Kind kind) {
    switch (kind) {
        case Kind::jid: // an alias or URI may be written too, which jid-single does not take
        case Kind::word:
        case Kind::text:
        case Kind::number:
            return "text-single";
        case Kind::secret:
            break;
    }
    return "text-private";
}

void add_parameters(pugi::xml_node command, const CommandHead& head, const AdHocSession& session) {
    auto form = add_form(command, "form", head.node, {});
    set_text(form.prepend_child("instructions"), "Fill in what the command has to be told.");
    set_text(form.prepend_child("title"), session.command.summary);
    for (std::size_t number = 0; number < session.command.parameters.size(); ++number) {
        const auto& parameter = session.command.parameters[number];
        FormField field{.var = parameter.name, .type = field_type(parameter.kind), .label = parameter.about};
        if (number < session.words.size() && parameter.kind != Kind::secret) {
            field.values = {session.words[number]};
        }
        auto element = add_field(form, field);
        if (parameter.need == Need::required) {
            add(element, "required");
        }
    }
}

void add_table(pugi::xml_node command, const mapping::Table& table) {
    const auto column = [](std::size_t number) { return "column" + std::to_string(number + 1); };
    auto form = add(command, "x", ns::data_form);
    set(form, "type", "result");
    auto reported = add(form, "reported");
    for (std::size_t number = 0; number < table.heads.size(); ++number) {
        add_field(reported, {.var = column(number), .type = "text-single", .label = table.heads[number]});
    }
    for (const auto& row : table.rows) {
        auto item = add(form, "item");
        for (std::size_t number = 0; number < row.size(); ++number) {
            add_field(item, {.var = column(number), .values = {row[number]}});
        }
    }
}

void add_note(pugi::xml_node command, const char* type, const std::string& text) {
    auto note = add(command, "note");
    set(note, "type", type);
    set_text(note, text);
}

} // namespace

IqAnswer show_step(const CommandHead& head, const AdHocSession& session) {
    IqAnswer answer;
    auto command = add_command(answer, head);
    auto actions = add(command, "actions");
    if (session.stage == AdHocSession::Stage::warning) {
        set(actions, "execute", "complete");
        if (!session.command.parameters.empty()) {
            add(actions, "prev");
        }
        add(actions, "complete");
        add_note(command, "warn", session.command.warning);
        auto form = add_form(command, "form", head.node, {});
        set_text(form.prepend_child("instructions"), session.command.warning);
        return answer;
    }
    const auto* const next = session.command.warning.empty() ? "complete" : "next";
    set(actions, "execute", next);
    add(actions, next);
    add_parameters(command, head, session);
    return answer;
}

IqAnswer show_end(const CommandHead& head, const bridge::CommandAnswer& outcome) {
    IqAnswer answer;
    auto command = add_command(answer, head);
    if (!outcome.text.empty()) {
        add_note(command, outcome.outcome == Outcome::done ? "info" : "error", outcome.text);
    }
    if (!outcome.table.rows.empty()) {
        add_table(command, outcome.table);
    }
    return answer;
}

IqAnswer show_canceled(const CommandHead& head) {
    IqAnswer answer;
    add_command(answer, head);
    return answer;
}

IqAnswer refuse_command(std::string_view condition, const char* special) {
    auto answer = refuse(condition);
    add(answer.payload, special, ns::commands);
    return answer;
}

std::optional<std::vector<std::string>> words_in(pugi::xml_node command, const bridge::CommandOutline& outline,
                                                 const std::string& node) {
    const auto values = read_form(command, node);
    if (!values) {
        return std::nullopt;
    }
    std::vector<std::string> words;
    for (const auto& parameter : outline.parameters) {
        words.push_back(value_in(*values, parameter.name));
    }
    while (!words.empty() && words.back().empty()) {
        words.pop_back();
    }
    return words;
}

} // namespace bascule::xmpp
