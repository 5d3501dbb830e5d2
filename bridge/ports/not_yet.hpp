#pragma once

#include <chrono>
#include <exception>

namespace bascule::bridge {

/// Thrown where something is to be done a little later: it is tried again then, and what is behind it does not wait.
class NotYet : public std::exception {
public:
    explicit NotYet(std::chrono::milliseconds time) : time_{time} {}
    /// How long from now.
    std::chrono::milliseconds time() const noexcept { return time_; }
    const char* what() const noexcept override { return "it is not time yet"; }

private:
    std::chrono::milliseconds time_;
};

} // namespace bascule::bridge
