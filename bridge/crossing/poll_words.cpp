#include "bridge/crossing/poll_words.hpp"

#include <algorithm>
#include <charconv>

namespace bascule::bridge {

namespace {

constexpr std::string_view vote_command = "!vote";

} // namespace

std::string words_of_poll(const mapping::Poll& poll) {
    std::string words = "📊 " + poll.question;
    int number = 0;
    for (const auto& answer : poll.answers) {
        words += '\n' + std::to_string(++number) + ". " + answer.text;
    }
    words += "\nVote with a reaction such as 1️⃣, or write !vote 1";
    if (poll.most_choices > 1) {
        words += " (up to " + std::to_string(poll.most_choices) + ": !vote 1 2)";
    }
    return words;
}

std::optional<std::vector<int>> numbers_in_vote(std::string_view body) {
    if (!body.starts_with(vote_command)) {
        return std::nullopt;
    }
    body.remove_prefix(vote_command.size());
    std::vector<int> numbers;
    while (!body.empty()) {
        if (body.front() == ' ' || body.front() == ',') {
            body.remove_prefix(1);
            continue;
        }
        int number = 0;
        const auto read = std::from_chars(body.data(), body.data() + body.size(), number);
        if (read.ec != std::errc{}) {
            return std::nullopt;
        }
        body.remove_prefix(static_cast<std::size_t>(read.ptr - body.data()));
        numbers.push_back(number);
    }
    return numbers.empty() ? std::nullopt : std::optional{numbers};
}

std::optional<mapping::Vote> vote_for(const PollRecord& poll, const std::vector<int>& numbers) {
    mapping::Vote vote{.target = poll.event.str()};
    for (const auto number : numbers) {
        if (number < 1 || static_cast<std::size_t>(number) > poll.answers.size()) {
            return std::nullopt;
        }
        const auto& id = poll.answers[static_cast<std::size_t>(number) - 1];
        if (std::ranges::find(vote.answers, id) == vote.answers.end()) {
            vote.answers.push_back(id);
        }
    }
    const auto most = static_cast<std::size_t>(std::max(poll.most_choices, 1));
    return vote.answers.size() > most ? std::nullopt : std::optional{std::move(vote)};
}

} // namespace bascule::bridge
