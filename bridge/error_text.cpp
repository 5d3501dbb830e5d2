#include "bridge/error_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace bascule::bridge {

namespace {

struct Wording {
    std::string_view condition;
    std::string_view words;
};

constexpr std::array wordings{
    Wording{"item-not-found", "there is nobody of that address"},
    Wording{"service-unavailable", "the other side does not take messages at that address"},
    Wording{"remote-server-not-found", "the server of that address cannot be found"},
    Wording{"remote-server-timeout", "the server of that address does not answer"},
    Wording{"recipient-unavailable", "the recipient is not available"},
    Wording{"forbidden", "the other side does not allow it"},
    Wording{"not-allowed", "the other side does not allow it"},
    Wording{"not-authorized", "a password is needed"},
    Wording{"not-acceptable", "the other side does not accept it"},
    Wording{"registration-required", "only members may enter"},
    Wording{"conflict", "the name is taken"},
    Wording{"gone", "that address exists no more"},
    Wording{"jid-malformed", "the address or name is not valid there"},
    Wording{"resource-constraint", "the other side has no room for it now"},
    Wording{"policy-violation", "it breaks a rule of the other side"},
    Wording{"internal-server-error", "the other side has a fault"},
};

} // namespace

std::string plain_words(const StanzaError& error) {
    const auto* const found =
        std::ranges::find_if(wordings, [&](const Wording& wording) { return wording.condition == error.condition; });
    auto words = found == wordings.end() ? "the other side answered " + error.condition : std::string{found->words};
    if (!error.text.empty()) {
        words += " (" + error.text + ")";
    }
    return words;
}

std::string words_at_door(const StanzaError& error) {
    if (error.condition != "forbidden") {
        return plain_words(error);
    }
    return "banned there" + (error.text.empty() ? std::string{} : " (" + error.text + ")");
}

std::string remedy_for_stranger(const mapping::Jid& stranger) {
    return "its owner has to make " + stranger.bare().str() + " a member first";
}

} // namespace bascule::bridge
