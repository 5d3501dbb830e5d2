#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/store/database.hpp"

#include <exception>
#include <optional>
#include <vector>

namespace bascule::store {

/// How a batch ended: its answers or its failure.
struct Outcome {
    std::vector<Rows> answers;
    std::exception_ptr failure;
};

/// Where the one who runs a batch leaves its outcome for the one who waits. Shared by both, since the waiter may be
/// cancelled while the batch runs on. Used on the io_context thread only.
class Reply {
public:
    explicit Reply(const boost::asio::any_io_executor& executor) : arrived_{executor} {}

    void set(Outcome outcome);
    Task<std::vector<Rows>> wait();

private:
    bridge::Signal arrived_;
    std::optional<Outcome> outcome_;
};

} // namespace bascule::store
