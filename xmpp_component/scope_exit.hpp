#pragma once

#include <utility>

namespace bascule::xmpp {

/// Does something at the end of a scope, whether it ends by return, exception or the coroutine's destruction.
template <class Action>
class [[nodiscard]] ScopeExit {
public:
    explicit ScopeExit(Action action) : action_{std::move(action)} {}
    ScopeExit(const ScopeExit&) = delete;
    ScopeExit& operator=(const ScopeExit&) = delete;
    ScopeExit(ScopeExit&&) = delete;
    ScopeExit& operator=(ScopeExit&&) = delete;
    ~ScopeExit() { action_(); }

private:
    Action action_;
};

} // namespace bascule::xmpp
