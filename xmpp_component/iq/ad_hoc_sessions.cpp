#include "xmpp_component/iq/ad_hoc_sessions.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace bascule::xmpp {

namespace {

constexpr std::int64_t lifetime_ms = 600'000;
constexpr std::size_t most_of_one = 10;
constexpr std::size_t most_of_all = 1'000;

std::string random_id() {
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr int length = 32;
    static std::random_device random;
    std::string id;
    for (int count = 0; count < length; ++count) {
        id += digits[random() % digits.size()];
    }
    return id;
}

} // namespace

std::string AdHocSessions::open(AdHocSession session) {
    make_room(session.asker);
    auto id = random_id();
    put_back(id, std::move(session));
    return id;
}

AdHocSessions::Fate AdHocSessions::fate_of(const std::string& id, const mapping::Jid& asker) {
    const auto found = sessions_.find(id);
    if (found == sessions_.end() || found->second.asker != asker) {
        return Fate::unknown;
    }
    return found->second.until_ms < now_() ? Fate::expired : Fate::found;
}

AdHocSession AdHocSessions::take(const std::string& id) {
    return std::move(sessions_.extract(id).mapped());
}

void AdHocSessions::put_back(const std::string& id, AdHocSession session) {
    session.until_ms = now_() + lifetime_ms;
    sessions_.insert_or_assign(id, std::move(session));
}

void AdHocSessions::make_room(const mapping::Jid& asker) {
    // Those that have expired are kept for a while, to be told so.
    std::erase_if(sessions_, [&](const auto& one) { return one.second.until_ms + lifetime_ms < now_(); });
    const auto until = [](const auto& one) { return one.second.until_ms; };
    if (sessions_.size() >= most_of_all) {
        sessions_.erase(std::ranges::min_element(sessions_, {}, until));
    }
    const auto is_his = [&](const auto& one) { return one.second.asker.bare() == asker.bare(); };
    if (std::cmp_greater_equal(std::ranges::count_if(sessions_, is_his), most_of_one)) {
        auto oldest = sessions_.end();
        for (auto one = sessions_.begin(); one != sessions_.end(); ++one) {
            if (is_his(*one) && (oldest == sessions_.end() || until(*one) < until(*oldest))) {
                oldest = one;
            }
        }
        sessions_.erase(oldest);
    }
}

} // namespace bascule::xmpp
