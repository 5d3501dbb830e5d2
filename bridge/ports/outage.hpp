#pragma once

#include <stdexcept>
#include <string>

namespace bascule::bridge {

/// A peer or the store cannot be reached, or could not answer. Every port throws this and nothing else for what may
/// go away by itself; whoever can retry catches it. Whether the request took effect is unknown.
class Outage : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace bascule::bridge
