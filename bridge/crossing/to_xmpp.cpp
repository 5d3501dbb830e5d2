#include "bridge/crossing/to_xmpp.hpp"

#include "bridge/crossing/wording.hpp"
#include "mapping/conversation/excerpt.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::size_t most_remembered = 400; // code points of a message

} // namespace

std::string message_id_of(const mapping::EventId& event, int part) {
    return part <= 0 ? event.str() : event.str() + '/' + std::to_string(part);
}

std::optional<mapping::EventId> event_of_message_id(std::string_view id) {
    const auto slash = id.rfind('/');
    const auto number = slash == std::string_view::npos ? std::string_view{} : id.substr(slash + 1);
    const bool is_part = !number.empty() && number.size() < 4 &&
                         std::ranges::all_of(number, [](char one) { return one >= '0' && one <= '9'; });
    auto event = mapping::EventId::parse(is_part ? id.substr(0, slash) : id);
    return event ? std::optional{std::move(*event)} : std::nullopt;
}

Task<OutwardDraft> ToXmpp::begin(const MatrixSaying& saying, const Venue& venue) {
    auto table = co_await memory_.rules.table();
    Judge judge{std::move(table), mapping::Direction::matrix_to_xmpp, venue.address};
    if (!venue.is_muc()) {
        judge.mind(memory_.capabilities, venue.address);
    }
    co_return OutwardDraft{saying, venue, std::move(judge), {}};
}

Task<Crossing> ToXmpp::cross(MatrixSaying saying, MatrixEvent event, Venue venue) {
    auto& content = event.content;
    if (auto* const message = std::get_if<mapping::Message>(&content)) {
        co_return co_await cross(std::move(saying), std::move(*message), venue);
    }
    if (auto* const act = std::get_if<mapping::Act>(&content)) {
        co_return co_await cross(std::move(saying), std::move(*act), venue);
    }
    if (auto* const pins = std::get_if<Pins>(&content)) {
        co_return co_await cross(std::move(saying), std::move(*pins), venue);
    }
    if (const auto* const call = std::get_if<Call>(&content)) {
        co_return co_await cross(std::move(saying), *call, venue);
    }
    if (auto* const other = std::get_if<OtherEvent>(&content)) {
        co_return co_await cross(std::move(saying), std::move(*other), venue);
    }
    co_return Crossing{};
}

Task<Crossing> ToXmpp::cross(MatrixSaying saying, mapping::Message message, Venue venue) {
    auto draft = co_await begin(saying, venue);
    draft.message = std::move(message);
    settle_kind(draft);
    settle_marks(draft);
    co_await settle_mentions(draft);
    settle_spoiler(draft);
    co_await settle_poll(draft);
    settle_place(draft);
    co_await settle_edit(draft);
    co_await settle_reply(draft);
    co_await settle_thread(draft);
    settle_files(draft);
    if (!draft.is_over) {
        draft.out.push_back({.message = std::move(draft.message), .part = static_cast<int>(draft.out.size())});
    }
    co_return std::move(draft).concluded();
}

Task<Crossing> ToXmpp::cross(MatrixSaying saying, mapping::Act act, Venue venue) {
    auto draft = co_await begin(saying, venue);
    auto doing = std::visit([&](auto& one) { return do_act(draft, std::move(one)); }, act);
    co_await std::move(doing);
    co_return std::move(draft).concluded();
}

std::vector<MessageLink> ToXmpp::links_of(const MatrixSaying& saying, const mapping::Message& original,
                                          const Crossing& crossing, const Venue& venue) {
    std::vector<MessageLink> links;
    const bool is_correction = !original.replaces.empty();
    const auto corrected = mapping::EventId::parse(original.replaces);
    for (const auto& passage : crossing.out) {
        if (passage.act) {
            continue;
        }
        const auto id = message_id_of(saying.id, passage.part);
        const bool corrects = is_correction && corrected && !passage.message.replaces.empty();
        auto body = original.body;
        if (body.empty() && !original.files.empty()) {
            const auto& file = original.files.front();
            body = file.name.empty() ? file.description : file.name;
        }
        MessageLink link{.room = venue.room,
                         .event = corrects ? *corrected : saying.id,
                         .author = saying.sender.str(),
                         .message_id = id,
                         .origin_id = id,
                         .stanza_id = {},
                         .address = venue.address,
                         .at_ms = saying.at_ms,
                         .part = corrects ? correction_part : passage.part,
                         .speaker = saying.sender.str(),
                         .name = saying.name,
                         .body = mapping::first_lines(body, 4, most_remembered),
                         .thread = original.thread ? original.thread->id : std::string{}};
        links.push_back(std::move(link));
    }
    return links;
}

} // namespace bascule::bridge
