#include "bridge/store/reply.hpp"

#include <utility>

namespace bascule::store {

void Reply::set(Outcome outcome) {
    outcome_ = std::move(outcome);
    arrived_.notify_all();
}

Task<std::vector<Rows>> Reply::wait() {
    while (!outcome_) {
        co_await arrived_.wait();
    }
    if (outcome_->failure) {
        std::rethrow_exception(outcome_->failure);
    }
    co_return std::move(outcome_->answers);
}

} // namespace bascule::store
