#pragma once

#include "bridge/crossing/crossing.hpp"

#include <string>
#include <vector>

namespace bascule::app {

/// One thing that crossed, as a JSON object: `{"stanza": …}` or `{"event": …}`.
std::string stanza_out(const std::string& xml);
struct OutEvent {
    std::string type;
    std::string sender;
    std::string content; ///< JSON
    std::string redacts;
};
std::string event_out(const OutEvent& event);

/// The line for one input: what crossed and what was decided.
std::string answer_of(const std::vector<std::string>& out, const std::vector<bridge::Crossed>& decisions);
/// The line for what cannot be read.
std::string error_answer(const std::string& reason);

} // namespace bascule::app
