#include "bridge/muc/moderation/looks.hpp"

#include "bridge/error_text.hpp"
#include "bridge/log.hpp"
#include "bridge/muc/moderation/shown_state.hpp"

#include <string_view>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr auto topic_type = "m.room.topic";
constexpr auto name_type = "m.room.name";

// Begin the ids of subjects: of a puppet's, and of the bot's where the puppet was refused.
constexpr std::string_view by_puppet = "topic ";
constexpr std::string_view by_bot = "bot-topic ";

} // namespace

bool Looks::keeps_its_own(bool& is_first) {
    const bool is_new = std::exchange(is_first, false) && !face_.is_from_before();
    return is_new && context_.portal.kind == PortalKind::plumbed;
}

void Looks::on_subject(const SubjectChange& change) {
    std::string nick{change.head.from.resource()};
    context_.chores.add("subject", [this, nick, subject = change.subject] { return carry_subject(nick, subject); });
}

void Looks::on_traits(const RoomTraits& traits) {
    context_.chores.add("name of the MUC", [this, name = traits.name] { return carry_name(name); });
}

Task<void> Looks::carry_subject(std::string nick, std::string subject) {
    const auto is_known = subject == face_.now().subject || context_.roster.is_ours(nick);
    if (keeps_its_own(is_first_subject_) || is_known) {
        co_await face_.keep(&RoomFace::subject, std::move(subject));
        co_return;
    }
    const auto may = co_await may_show(mapping::Feature::topic);
    if (!may) {
        co_return;
    }
    RoomText line{context_.portal.room, topic_type, "topic"};
    const auto now = co_await context_.world.moderation.room_admin.state_text(context_.world.ghosts.bot(), line);
    if (!now || *now != subject) {
        const auto set = co_await set_topic(std::move(nick), subject);
        if (!set) {
            co_await tell_not_shown(context_, topic_type, "topic");
        }
    }
    co_await face_.keep(&RoomFace::subject, std::move(subject));
}

Task<bool> Looks::may_show(mapping::Feature feature) {
    co_return co_await context_.world.conversations.may_cross(feature, mapping::Direction::xmpp_to_matrix,
                                                              context_.portal.address);
}

Task<Answer<void>> Looks::set_topic(std::string nick, std::string topic) {
    auto& admin = context_.world.moderation.room_admin;
    RoomText line{context_.portal.room, topic_type, "topic", std::move(topic)};
    if (const auto* const entry = context_.roster.find(nick)) {
        const auto present = *entry;
        const auto ghost = co_await context_.ghosts.ghost_of(present);
        const auto set = co_await admin.set_state_text(ghost, line);
        if (set) {
            co_return set;
        }
    }
    const auto set = co_await admin.set_state_text(context_.world.ghosts.bot(), line);
    if (set && !nick.empty()) {
        co_await context_.missing.say("topic", nick + " has set the topic.");
    }
    co_return set;
}

Task<void> Looks::carry_name(std::string name) {
    const auto is_known = name == face_.now().name || name.empty();
    const auto may = co_await may_show(mapping::Feature::room_name);
    if (!keeps_its_own(is_first_name_) && !is_known && may) {
        RoomText line{context_.portal.room, name_type, "name", name};
        const auto now = co_await context_.world.moderation.room_admin.state_text(context_.world.ghosts.bot(), line);
        if (!now || *now != name) {
            co_await show_as_bot(context_, std::move(line), "name");
        }
    }
    co_await face_.keep(&RoomFace::name, std::move(name));
}

Task<Delivery> Looks::on_state(MatrixEvent event) {
    const auto change = std::get<StateChange>(event.content);
    if (change.aspect == RoomAspect::topic && change.value != face_.now().subject) {
        co_return co_await carry_topic(std::move(event), change.value);
    }
    if (change.aspect == RoomAspect::name && change.value != face_.now().name) {
        co_await carry_room_name(change.value);
    }
    co_return Delivery{};
}

Task<Delivery> Looks::carry_topic(MatrixEvent event, std::string topic) {
    const auto place = co_await context_.seats.take(event.sender);
    const auto session = context_.world.xmpp.session();
    auto speaker = place.occupant;
    auto id = std::string{by_puppet} + event.id.str();
    if (place.refusal) {
        speaker = context_.world.bot;
        id = std::string{by_bot} + event.id.str();
    }
    co_await context_.world.moderation.muc_face.set_subject(speaker, context_.portal.address, topic, id);
    co_return Delivery{.state = Delivery::State::handed_on, .reason = {}, .was_there = false, .session = session};
}

// Only owners may (XEP-0045 §10.2), and a room is called as its people like, so nobody is told.
Task<void> Looks::carry_room_name(std::string name) {
    if (context_.bot.affiliation != mapping::Affiliation::owner || name.empty()) {
        co_return;
    }
    co_await face_.keep(&RoomFace::name, name); // first: the MUC tells of the change before it answers
    const auto refusal = co_await context_.world.moderation.muc_face.set_name(context_.world.bot,
                                                                              context_.portal.address, std::move(name));
    if (refusal) {
        log(LogPart::bridge).info("name of {}: {}", context_.portal.address.str(), plain_words(*refusal));
    }
}

Task<bool> Looks::on_returned(ReturnedMessage returned) {
    const std::string_view id = returned.head.id;
    if (id.starts_with(by_bot)) {
        // After what the MUC's own subjects do, since the last of them is what the topic becomes.
        context_.chores.add("topic back", [this, error = returned.error] { return put_topic_back(error); });
        co_return true;
    }
    if (!id.starts_with(by_puppet)) {
        co_return false;
    }
    RoomText line{context_.portal.room, topic_type, "topic"};
    const auto topic = co_await context_.world.moderation.room_admin.state_text(context_.world.ghosts.bot(), line);
    if (topic) {
        co_await context_.world.moderation.muc_face.set_subject(
            context_.world.bot, context_.portal.address, *topic,
            std::string{by_bot} + std::string{id.substr(by_puppet.size())});
    }
    co_return true;
}

Task<void> Looks::put_topic_back(StanzaError error) {
    auto& admin = context_.world.moderation.room_admin;
    RoomText line{context_.portal.room, topic_type, "topic", face_.now().subject};
    const auto now = co_await admin.state_text(context_.world.ghosts.bot(), line);
    if (now && *now == line.value) {
        co_return; // somebody was faster
    }
    const auto set = co_await admin.set_state_text(context_.world.ghosts.bot(), line);
    auto text =
        context_.portal.address.str() + " does not let the topic be changed from here (" + plain_words(error) + ")";
    text += set ? ", so it is again what it is there." : ".";
    text += those_who_rule(context_.roster);
    co_await context_.missing.tell("subject of the MUC", std::move(text));
}

} // namespace bascule::bridge
