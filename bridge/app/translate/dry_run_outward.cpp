// The part of DryRun that takes events and gives stanzas.
#include "bridge/app/translate/answer.hpp"
#include "bridge/app/translate/dry_run.hpp"
#include "bridge/crossing/room_feature.hpp"
#include "bridge/people/puppet_jid.hpp"
#include "bridge/ports/muc_service.hpp"
#include "matrix_appservice/event_codec.hpp"
#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/service/service_stanzas.hpp"
#include "xmpp_component/xml/serialize.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace bascule::app {

namespace {

using mapping::Feature;

constexpr auto no_limit = std::numeric_limits<std::size_t>::max();

Feature feature_of(bridge::Membership now) {
    switch (now) {
        case bridge::Membership::join:
            return Feature::join;
        case bridge::Membership::ban:
            return Feature::ban;
        case bridge::Membership::invite:
        case bridge::Membership::knock:
            return Feature::invite;
        case bridge::Membership::leave:
            break;
    }
    return Feature::leave;
}

// What is no message crosses as a presence or a subject of the room, which the dry run does not show.
struct RoomFeature {
    mapping::UserId sender;

    std::optional<Feature> operator()(const bridge::MemberChange& change) const {
        const bool is_renamed = change.now == bridge::Membership::join && change.before == bridge::Membership::join;
        const bool is_kick = change.now == bridge::Membership::leave && change.subject != sender;
        return is_renamed ? Feature::nick : is_kick ? Feature::kick : feature_of(change.now);
    }
    std::optional<Feature> operator()(const bridge::StateChange& change) const {
        return bridge::feature_of(change.aspect).value_or(Feature::unknown);
    }
    std::optional<Feature> operator()(const bridge::RoomUpgraded& /*upgraded*/) const { return Feature::upgrade; }
    std::optional<Feature> operator()(const bridge::EncryptionOn& /*on*/) const { return Feature::encryption; }
    std::optional<Feature> operator()(const bridge::Unreadable& /*event*/) const { return Feature::encryption; }
    template <class Said>
    std::optional<Feature> operator()(const Said& /*said*/) const {
        return std::nullopt;
    }
};

} // namespace

bridge::Task<std::string> DryRun::answer_event(std::string json) {
    auto object = nlohmann::json::parse(json);
    if (!object.contains("event_id")) {
        object["event_id"] = next_event();
    }
    if (!object.contains("room_id")) {
        object["room_id"] = context_.portal.room.str();
    }
    auto event = matrix::JsonEventCodec{matrix::Reading::everything}.decode(
        object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    if (!event) {
        co_return error_answer(event.error().reason);
    }
    const auto room_feature = std::visit(RoomFeature{event->sender}, event->content);
    if (room_feature) {
        const bool is_unreadable = std::holds_alternative<bridge::Unreadable>(event->content);
        co_return only_decision(*room_feature, is_unreadable ? "nobody but its devices can read it" : "");
    }
    const auto* const person = context_.people.of_user(event->sender);
    const auto name = person == nullptr ? std::string{event->sender.localpart()} : person->name;
    bridge::MatrixSaying saying{event->id, event->sender, name, event->at_ms};
    const auto* const message = std::get_if<mapping::Message>(&event->content);
    const auto original = message == nullptr ? std::optional<mapping::Message>{} : *message;
    const auto crossing = co_await to_xmpp_.cross(saying, std::move(*event), venue());
    co_await note_told(crossing);
    if (original) {
        co_await remember(saying, *original, crossing);
    }
    co_return answer_of(stanzas_of(saying, crossing), crossing.features);
}

// Nothing waits for more of the kind here.
bridge::Task<void> DryRun::note_told(const bridge::Crossing& crossing) {
    if (crossing.line) {
        co_await reactions_.set_told(crossing.line->target, crossing.line->actor, crossing.line->name);
    }
}

// Without a MUC that gives a stanza-id, a message's own id is it.
bridge::Task<void> DryRun::remember(bridge::MatrixSaying saying, mapping::Message original,
                                    const bridge::Crossing& crossing) {
    auto made = bridge::ToXmpp::links_of(saying, original, crossing, venue());
    for (auto& link : made) {
        link.stanza_id = context_.is_muc() ? link.message_id : std::string{};
    }
    co_await links_.remember(std::move(made));
    const auto corrected = mapping::EventId::parse(original.replaces);
    if (corrected) {
        co_await links_.set_body(*corrected, original.body);
    }
}

DryRun::Lines DryRun::stanzas_of(const bridge::MatrixSaying& saying, const bridge::Crossing& crossing) const {
    Lines lines;
    const auto puppet = bridge::puppet_jid(context_.names.puppet_of(saying.sender).id);
    for (const auto& passage : crossing.out) {
        const auto id = bridge::message_id_of(saying.id, passage.part);
        if (context_.portal.kind == bridge::PortalKind::gateway) {
            const auto seat = context_.portal.address.with_resource(saying.name);
            const bridge::SeatMessage heard{.to = context_.portal.address,
                                            .from = seat ? *seat : context_.portal.address,
                                            .id = id,
                                            .message = passage.message,
                                            .stanza_id = id,
                                            .occupant_id = {},
                                            .act = passage.act};
            lines.push_back(stanza_out(xmpp::serialize(xmpp::encode_within(heard, no_limit).document_element())));
            continue;
        }
        const bridge::OutgoingMessage sent{.from = puppet,
                                           .to = context_.portal.address,
                                           .is_groupchat = context_.is_muc(),
                                           .id = id,
                                           .message = passage.message,
                                           .nick = {},
                                           .act = passage.act};
        lines.push_back(stanza_out(xmpp::serialize(xmpp::encode(sent).document_element())));
    }
    return lines;
}

} // namespace bascule::app
