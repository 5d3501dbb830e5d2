#pragma once

#include "bridge/ports/conversation.hpp"
#include "mapping/conversation/act.hpp"
#include "mapping/conversation/poll.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Polls for people whose client knows none.
namespace bascule::bridge {

/// The question, the answers by their numbers, and how to vote.
std::string words_of_poll(const mapping::Poll& poll);

/// What `!vote 2` or `!vote 1 3` chooses: numbers from 1 on. Nothing where it is no vote.
std::optional<std::vector<int>> numbers_in_vote(std::string_view body);

/// The vote for answers by their numbers; nothing where the poll has no such answer, or more than may be chosen.
std::optional<mapping::Vote> vote_for(const PollRecord& poll, const std::vector<int>& numbers);

} // namespace bascule::bridge
