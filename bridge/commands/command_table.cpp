#include "bridge/commands/command_table.hpp"

#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"
#include "mapping/utf8.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <stdexcept>
#include <utility>

namespace bascule::bridge {

namespace {

using Outcome = CommandAnswer::Outcome;
using Need = CommandParameter::Need;
using Kind = CommandParameter::Kind;

constexpr std::size_t longest_record = 500; // code points

std::string in_quotes(const std::string& text) {
    return "“" + text + "”";
}

std::string asked_of(const std::vector<std::string>& people) {
    std::string list;
    for (const auto& one : people) {
        list += (list.empty() ? " Ask " : " or ") + one;
    }
    return list.empty() ? list : list + ".";
}

std::string_view word_of(Outcome outcome) {
    constexpr std::array<std::string_view, 3> words{"done", "refused", "failed"};
    return words.at(static_cast<std::size_t>(outcome));
}

std::string_view rooms_of(Place place) {
    constexpr std::array<std::string_view, 6> words{
        "rooms that are bridged to a MUC", "rooms that stand for a MUC", "direct chats", "Matrix rooms",
        "the bridge's own XMPP address",   "rooms that the bridge hosts"};
    return words.at(static_cast<std::size_t>(place));
}

std::string wrong_place(const Command& command, Place place) {
    const auto is_for = [&](Place one) { return command.places.contains(one); };
    if (place == Place::other_room && std::ranges::any_of(places::conversations, is_for)) {
        return "This room is not bridged.";
    }
    std::string list;
    for (const auto one : command.places) {
        const auto is_said = one == Place::portal && is_for(Place::plumbed_room);
        list += is_said ? "" : (list.empty() ? "" : ", ") + std::string{rooms_of(one)};
    }
    return in_quotes(command.name) + " is not for here; it is for: " + list + ".";
}

bool is_number(const std::string& word) {
    constexpr std::size_t most_digits = 9;
    return !word.empty() && word.size() <= most_digits && word.front() != '0' &&
           word.find_first_not_of("0123456789") == std::string::npos;
}

// What is wrong with the words; empty where nothing is.
std::string fault_of_words(const Command& command, const std::vector<std::string>& words) {
    const auto& parameters = command.parameters;
    for (std::size_t number = 0; number < parameters.size(); ++number) {
        const auto& parameter = parameters[number];
        const auto is_given = number < words.size() && !words[number].empty();
        if (!is_given && parameter.need == Need::required) {
            return "it wants " + parameter.name + ", " + parameter.about;
        }
        if (is_given && parameter.kind == Kind::number && !is_number(words[number])) {
            return in_quotes(words[number]) + " is no number such as 20";
        }
    }
    return words.size() > parameters.size() ? "that is one word too many" : "";
}

std::string record_of(const Command& command, const std::vector<std::string>& words) {
    auto text = command.name;
    for (std::size_t number = 0; number < words.size(); ++number) {
        const auto is_secret = number >= command.parameters.size() || command.parameters[number].kind == Kind::secret;
        text += ' ' + (is_secret ? std::string{"***"} : words[number]);
    }
    return std::string{mapping::first_code_points(text, longest_record)};
}

bool is_stranger(const CommandCall& call) {
    return call.place == Place::hosted_room && !call.room;
}

bool is_granted(const Command& command, const CommandCall& call) {
    return !command.is_granted || command.is_granted(call);
}

} // namespace

CommandTable::CommandTable(const Policy& policy, AuditLog& audit, Clock now)
    : policy_{policy}, audit_{audit}, now_{std::move(now)} {}

void CommandTable::add(Command command) {
    if (find(command.name) != nullptr) {
        throw std::logic_error{"two commands called " + command.name};
    }
    commands_.push_back(std::move(command));
}

const Command* CommandTable::find(std::string_view name) const {
    const auto found = std::ranges::find(commands_, name, &Command::name);
    return found == commands_.end() ? nullptr : &*found;
}

std::vector<const Command*> CommandTable::offered(const CommandCall& call) const {
    std::vector<const Command*> list;
    for (const auto& command : commands_) {
        if (call.permission >= command.needs && command.places.contains(call.place) && !is_stranger(call) &&
            is_granted(command, call)) {
            list.push_back(&command);
        }
    }
    return list;
}

std::optional<CommandAnswer> CommandTable::objection(const Command& command, const CommandCall& call) const {
    if (call.permission == mapping::Permission::block) {
        return refused("The bridge's admin does not allow you to use it.");
    }
    if (call.permission < command.needs) {
        return refused(in_quotes(command.name) + " needs the permission " +
                       in_quotes(std::string{word_of(command.needs)}) + ", and yours is " +
                       in_quotes(std::string{word_of(call.permission)}) + "." +
                       asked_of(policy_.permissions.named_with(mapping::Permission::admin)));
    }
    if (!command.places.contains(call.place)) {
        return refused(wrong_place(command, call.place));
    }
    if (is_stranger(call)) {
        return refused("This is for those who are in the room. Enter it first.");
    }
    if (!is_granted(command, call)) {
        return refused("The Matrix room does not give you the power to do this.");
    }
    const auto fault = fault_of_words(command, call.words);
    if (!fault.empty()) {
        return refused(in_quotes(command.name) + " cannot be understood: " + fault +
                       ". It goes like this: " + command.usage());
    }
    return std::nullopt;
}

Task<CommandAnswer> CommandTable::carry_out(const Command& command, CommandCall call) {
    auto given = call;
    CommandAnswer answer{.text = in_quotes(command.name) +
                                 " has failed. The bridge's log says why; perhaps it works when you try again.",
                         .outcome = Outcome::failed};
    std::string failure;
    try {
        answer = co_await command.run(std::move(given));
    } catch (const Outage&) {
        throw;
    } catch (const boost::system::system_error&) { // the end of the task
        throw;
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (!failure.empty()) {
        log(LogPart::bridge).error("command {}: {}", command.name, failure);
    }
    co_await record(command, call, answer);
    co_return answer;
}

Task<void> CommandTable::record(const Command& command, const CommandCall& call, const CommandAnswer& answer) {
    if (command.effect != Effect::changes) {
        co_return;
    }
    AuditRecord record{call.key,
                       now_(),
                       name_of(call.asker),
                       call.where,
                       record_of(command, call.words),
                       std::string{word_of(answer.outcome)}};
    log(LogPart::bridge).info("{} at {}: {}: {}", record.who, record.where, record.command, record.outcome);
    co_await audit_.append(std::move(record));
}

} // namespace bascule::bridge
