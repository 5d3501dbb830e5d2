#include "bridge/muc/moderation/looks.hpp"

#include "bridge/error_text.hpp"
#include "bridge/log.hpp"

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

Task<void> Looks::load() {
    if (auto face = co_await context_.world.moderation.faces.find(context_.portal.address)) {
        face_ = std::move(*face);
        is_first_subject_ = false;
        is_first_name_ = false;
    }
}

Task<void> Looks::keep(RoomFace face) {
    if (face_ != face) {
        co_await context_.world.moderation.faces.save(context_.portal.address, face);
        face_ = std::move(face);
    }
}

bool Looks::keeps_its_own(bool& is_first) {
    return std::exchange(is_first, false) && context_.portal.kind == PortalKind::plumbed;
}

void Looks::on_subject(const SubjectChange& change) {
    std::string nick{change.head.from.resource()};
    context_.chores.add("subject", [this, nick, subject = change.subject] { return carry_subject(nick, subject); });
}

void Looks::on_traits(const RoomTraits& traits) {
    context_.chores.add("name of the MUC", [this, name = traits.name] { return carry_name(name); });
}

Task<void> Looks::carry_subject(std::string nick, std::string subject) {
    auto face = face_;
    face.subject = subject;
    const auto is_known = face == face_ || context_.roster.is_ours(nick);
    if (keeps_its_own(is_first_subject_) || is_known) {
        co_await keep(std::move(face));
        co_return;
    }
    RoomText line{context_.portal.room, topic_type, "topic"};
    const auto now = co_await context_.world.moderation.room_admin.state_text(context_.world.ghosts.bot(), line);
    if (!now || *now != subject) {
        const auto set = co_await set_topic(std::move(nick), std::move(subject));
        if (!set) {
            co_await tell_unset("topic", topic_type);
        }
    }
    co_await keep(std::move(face));
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

Task<void> Looks::tell_unset(std::string what, std::string type) {
    const auto bot = context_.world.ghosts.bot();
    const auto rights = co_await context_.world.homeserver.rights(bot, context_.portal.room);
    if (!rights) {
        co_return;
    }
    const auto text = "The " + what + " of " + context_.portal.address.str() +
                      " has changed, and the bridge cannot show that here: " + bot.str() + " has power level " +
                      std::to_string(rights->power_of(bot)) + ", and it takes " +
                      std::to_string(state_level(*rights, type)) + "." + those_who_rule(*rights, bot);
    co_await context_.missing.tell("to set the " + what, text);
}

Task<void> Looks::carry_name(std::string name) {
    auto face = face_;
    face.name = name;
    if (keeps_its_own(is_first_name_) || face == face_ || name.empty()) {
        co_await keep(std::move(face));
        co_return;
    }
    const auto bot = context_.world.ghosts.bot();
    auto& admin = context_.world.moderation.room_admin;
    RoomText line{context_.portal.room, name_type, "name", name};
    const auto now = co_await admin.state_text(bot, line);
    if (!now || *now != name) {
        const auto set = co_await admin.set_state_text(bot, line);
        if (!set) {
            co_await tell_unset("name", name_type);
        }
    }
    co_await keep(std::move(face));
}

Task<Delivery> Looks::on_state(MatrixEvent event) {
    const auto change = std::get<StateChange>(event.content);
    if (change.aspect == RoomAspect::topic && change.value != face_.subject) {
        co_return co_await carry_topic(std::move(event), change.value);
    }
    if (change.aspect == RoomAspect::name && change.value != face_.name) {
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
    auto face = face_;
    face.name = name;
    co_await keep(std::move(face)); // first: the MUC tells of the change before it answers
    const auto refusal = co_await context_.world.moderation.muc_face.set_name(context_.world.bot,
                                                                              context_.portal.address, std::move(name));
    if (refusal) {
        log(LogPart::bridge).info("name of {}: {}", context_.portal.address.str(), plain_words(*refusal));
    }
}

Task<bool> Looks::on_returned(ReturnedMessage returned) {
    const std::string_view id = returned.head.id;
    if (id.starts_with(by_bot)) {
        co_await put_topic_back(returned.error);
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
    RoomText line{context_.portal.room, topic_type, "topic", face_.subject};
    const auto set = co_await context_.world.moderation.room_admin.set_state_text(context_.world.ghosts.bot(), line);
    auto text =
        context_.portal.address.str() + " does not let the topic be changed from here (" + plain_words(error) + ")";
    text += set ? ", so it is again what it is there." : ".";
    text += those_who_rule(context_.roster);
    co_await context_.missing.tell("subject of the MUC", std::move(text));
}

} // namespace bascule::bridge
