#include "bridge/feedback.hpp"

#include <algorithm>

namespace bascule::bridge {

namespace {

constexpr std::int64_t a_day_ms = 24LL * 60 * 60 * 1000;

std::string reasons_of(const std::vector<Loss>& losses) {
    std::string reasons;
    for (const auto& loss : losses) {
        reasons += (reasons.empty() ? "" : " ") + loss.reason;
    }
    return reasons;
}

} // namespace

std::optional<StanzaError> error_of(const std::vector<Loss>& losses) {
    if (std::ranges::none_of(losses, &Loss::is_whole)) {
        return std::nullopt;
    }
    return StanzaError{"modify", "policy-violation", reasons_of(losses)};
}

Task<void> Feedback::tell_user(mapping::UserId as, Venue venue, MatrixSaying saying, std::vector<Loss> losses) {
    if (losses.empty()) {
        co_return;
    }
    const bool is_whole = std::ranges::any_of(losses, &Loss::is_whole);
    const auto mark = "loss " + venue.room.str() + ' ' + saying.sender.str() + ' ' +
                      std::string{mapping::word_of(losses.front().feature)};
    if (!is_whole) {
        const auto told_at = co_await ports_.told.told_at(mark);
        if (told_at && *told_at > ports_.now() - a_day_ms) {
            co_return;
        }
    }
    const auto who = venue.is_muc() ? saying.sender.str() + ": " : std::string{};
    const auto what = is_whole ? std::string{"your message did not cross to XMPP. "} : std::string{};
    co_await notices_.tell(std::move(as), venue.room, "loss " + saying.id.str(), who + what + reasons_of(losses));
    if (!is_whole) {
        co_await ports_.told.mark(mark, ports_.now());
    }
}

Task<void> Feedback::tell_occupant(mapping::Jid bot, mapping::Jid seat, std::string about, std::vector<Loss> losses) {
    const auto error = error_of(losses);
    if (!error) {
        co_return;
    }
    OutgoingMessage line{
        .from = std::move(bot),
        .to = std::move(seat),
        .is_groupchat = false,
        .id = "answer-loss-" + about,
        .message = {mapping::MessageKind::notice, "Your message did not cross to Matrix. " + error->text},
        .nick = {}};
    co_await ports_.xmpp.send(std::move(line));
}

} // namespace bascule::bridge
