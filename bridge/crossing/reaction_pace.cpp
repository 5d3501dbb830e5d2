#include "bridge/crossing/reaction_pace.hpp"

#include "bridge/ports/not_yet.hpp"

namespace bascule::bridge {

namespace {

constexpr std::int64_t gathering_ms = 5'000;
constexpr std::size_t most_at_once = 5;  // lines within that time
constexpr std::size_t most_waiting = 20; // in one conversation
constexpr std::size_t most_conversations = 1'000;

} // namespace

bool ReactionPace::may_say(const mapping::Jid& address, const std::string& name) {
    const auto now = now_();
    if (conversations_.size() > most_conversations) {
        tidy();
    }
    auto& [due, said] = conversations_[address];
    const auto found = due.find(name);
    if (found == due.end() || now < found->second) {
        std::erase_if(due, [&](const auto& line) { return line.second + gathering_ms < now; }); // told with another
        if (found == due.end() && due.size() >= most_waiting) {
            return false;
        }
        const auto until = due.try_emplace(name, now + gathering_ms).first->second;
        throw NotYet{std::chrono::milliseconds{until - now}};
    }
    due.erase(found);
    while (!said.empty() && said.front() + gathering_ms <= now) {
        said.pop_front();
    }
    if (said.size() >= most_at_once) {
        return false;
    }
    said.push_back(now);
    return true;
}

void ReactionPace::tidy() {
    const auto now = now_();
    std::erase_if(conversations_, [&](const auto& one) {
        const auto& [due, said] = one.second;
        return due.empty() && (said.empty() || said.back() + gathering_ms <= now);
    });
}

} // namespace bascule::bridge
