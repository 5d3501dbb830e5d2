#pragma once

#include <string>
#include <vector>

namespace bascule::mapping {

/// A question with answers to choose from (MSC3381, m.poll.start).
struct Poll {
    struct Answer {
        std::string id;
        std::string text;
        friend bool operator==(const Answer&, const Answer&) = default;
    };
    std::string question;
    std::vector<Answer> answers{};
    int most_choices = 1;
    bool is_disclosed = true; ///< votes are seen while it goes on
    friend bool operator==(const Poll&, const Poll&) = default;
};

} // namespace bascule::mapping
