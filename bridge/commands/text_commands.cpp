#include "bridge/commands/text_commands.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <utility>
#include <vector>

namespace bascule::bridge {

namespace {

constexpr std::string_view help_word = "help";
constexpr std::string_view confirm_word = "confirm";

std::vector<std::string> words_of(std::string_view text) {
    std::istringstream stream{std::string{text}};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(std::move(word));
    }
    return words;
}

// Keyboards of phones begin a line with a capital.
std::string in_lower_case(std::string word) {
    std::ranges::transform(word, word.begin(), [](unsigned char one) { return static_cast<char>(std::tolower(one)); });
    return word;
}

bool takes_the_rest(const CommandParameter& parameter) {
    return parameter.kind == CommandParameter::Kind::text || parameter.kind == CommandParameter::Kind::secret;
}

// As the last, a text or a password takes all words that are left.
std::vector<std::string> fitted_to(const Command& command, std::vector<std::string> words) {
    const auto& parameters = command.parameters;
    if (parameters.empty() || !takes_the_rest(parameters.back()) || words.size() <= parameters.size()) {
        return words;
    }
    for (auto number = parameters.size(); number < words.size(); ++number) {
        words[parameters.size() - 1] += ' ' + words[number];
    }
    words.resize(parameters.size());
    return words;
}

} // namespace

TextCommands::TextCommands(CommandTable& table, std::string prefix) : table_{table}, prefix_{std::move(prefix)} {}

bool TextCommands::knows(std::string_view line) const {
    const auto words = words_of(line);
    if (words.empty()) {
        return false;
    }
    const auto name = in_lower_case(words.front());
    return name == help_word || name == confirm_word || table_.find(name) != nullptr;
}

Task<CommandAnswer> TextCommands::answer(CommandCall call, std::string line) {
    auto words = words_of(line);
    const auto name = words.empty() ? std::string{help_word} : in_lower_case(words.front());
    if (!words.empty()) {
        words.erase(words.begin());
    }
    if (call.permission == mapping::Permission::block) {
        co_return refused("The bridge's admin does not allow you to use it.");
    }
    if (name == help_word) {
        co_return help(call, words.empty() ? std::string{} : in_lower_case(words.front()));
    }
    if (name == confirm_word) {
        co_return co_await confirm(std::move(call));
    }
    const auto* const command = table_.find(name);
    if (command == nullptr) {
        auto answer = help(call, {});
        answer.text = "There is no command “" + name + "”.\n\n" + answer.text;
        answer.outcome = CommandAnswer::Outcome::refused;
        co_return answer;
    }
    call.words = fitted_to(*command, std::move(words));
    if (auto objection = table_.objection(*command, call)) {
        co_return std::move(*objection);
    }
    if (!command->warning.empty()) {
        co_return co_await ask_first(*command, std::move(call));
    }
    co_return co_await table_.carry_out(*command, std::move(call));
}

Task<CommandAnswer> TextCommands::ask_first(const Command& command, CommandCall call) {
    if (command.foreseen_refusal) {
        auto refusal = co_await command.foreseen_refusal(call);
        if (refusal) {
            co_await table_.record(command, call, *refusal);
            co_return std::move(*refusal);
        }
    }
    confirmations_.ask(command, std::move(call));
    co_return done(command.warning + "\nIf you mean it, say within two minutes: " + prefix_ +
                   std::string{confirm_word});
}

Task<CommandAnswer> TextCommands::confirm(CommandCall call) {
    auto* const pending = confirmations_.agree(call);
    if (pending == nullptr) {
        co_return refused("There is nothing to confirm here (any more). Give the command again.");
    }
    if (!pending->answer) {
        auto confirmed = pending->call;
        auto answer = co_await table_.carry_out(*pending->command, std::move(confirmed));
        confirmations_.keep(call, answer);
        co_return answer;
    }
    co_return *pending->answer;
}

CommandAnswer TextCommands::help(const CommandCall& call, const std::string& about) const {
    const auto offered = table_.offered(call);
    const auto found = std::ranges::find(offered, about, &Command::name);
    if (found != offered.end()) {
        const auto* const command = *found;
        auto answer = done(prefix_ + command->usage() + "\n" + command->summary);
        for (const auto& parameter : command->parameters) {
            answer.table.rows.push_back({parameter.name, parameter.about});
        }
        return answer;
    }
    auto answer = done("This is the bridge " + std::string{call.place == Place::bridge ? "to Matrix" : "to XMPP"} +
                       ". Commands that you may give here:");
    answer.table.heads = {"Command", "What it does"};
    for (const auto* const command : offered) {
        answer.table.rows.push_back({prefix_ + command->usage(), command->summary});
    }
    answer.table.rows.push_back(
        {prefix_ + std::string{help_word} + " [COMMAND]", "this list, or more about one command"});
    return answer;
}

} // namespace bascule::bridge
