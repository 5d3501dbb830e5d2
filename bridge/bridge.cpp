#include "bridge/bridge.hpp"

#include "bridge/async/until_done.hpp"
#include "bridge/failure_log.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <chrono>
#include <utility>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

mapping::Jid bot_jid(const mapping::Names& names, const mapping::UserId& bot) {
    return mapping::Jid::from_parts(bot.localpart(), names.component().domain(), "bascule").value();
}

} // namespace

Bridge::Bridge(const boost::asio::any_io_executor& executor, Store store, Sides sides, const mapping::Names& names,
               Identity identity, const Policy& policy, Metrics& metrics, Clock now)
    : store_{store},
      sides_{sides},
      identity_{std::move(identity)},
      metrics_{metrics},
      now_{std::move(now)},
      names_{names, store.name_pairs},
      ghosts_{sides.homeserver, store.ghosts, identity_.bot},
      puppets_{executor, sides.homeserver, names_, now_},
      activity_{store.activity, now_},
      encryption_{{sides.homeserver, sides.xmpp, store.told, now_}},
      conversations_{{store.links, store.reactions, store.threads, store.polls, store.mapping, sides.media_links,
                      sides.capabilities},
                     now_},
      feedback_{{sides.homeserver, sides.xmpp, store.told, now_}},
      people_{
          executor,
          people_ports(),
          {names_, ghosts_, puppets_, policy},
          bot_jid(names, identity_.bot),
          [this](mapping::UserId user, People::Audience audience) { return show_again(std::move(user), audience); }},
      mucs_{MucWorld{executor,
                     sides.homeserver,
                     sides.xmpp,
                     sides.stanza_codec,
                     store.journal,
                     store.occupants,
                     store.seats,
                     store.links,
                     store.passwords,
                     sides.muc_history,
                     sides.room_maker,
                     sides.directory_publisher,
                     names_,
                     ghosts_,
                     puppets_,
                     policy,
                     metrics_,
                     now_,
                     [this](const QueueName& queue) { runner_.wake(queue); },
                     [this](EntryKey key) { return runner_.reopen(std::move(key)); },
                     bot_jid(names, identity_.bot),
                     identity_.bot_nick,
                     encryption_,
                     conversations_,
                     feedback_,
                     &sides.looks,
                     &people_,
                     &people_.pictures(),
                     sides.moderation}},
      portals_{executor, mucs_, store.portals},
      venues_{executor, mucs_, store.portals},
      direct_rooms_{executor,
                    {sides.homeserver, store.portals, sides.event_codec, names_, now_,
                     [this](const Portal& portal, Side by) { people_.on_chat(portal, by); }},
                    ghosts_},
      muc_invitations_{portals_, mucs_, direct_rooms_},
      direct_messages_{{sides.homeserver, sides.xmpp, store.links, names_, encryption_, conversations_, feedback_},
                       direct_rooms_,
                       ghosts_,
                       puppets_,
                       policy},
      subscriptions_{executor, {sides.xmpp, store.contacts, names_}, ghosts_, puppets_, policy},
      signs_{executor,
             {sides.room_signs, sides.chat_signs, store.portals, store.links, store.mapping, names_, puppets_},
             {sides.room_signs, sides.chat_signs, store.links, store.mapping, mucs_, hosted_}},
      addresses_{names, store.name_pairs, store.portals, store.occupants},
      links_in_text_{addresses_, store.portals, names.homeserver_domain()},
      hosted_{{executor,
               sides.homeserver,
               sides.door,
               sides.bench,
               sides.event_codec,
               sides.xmpp,
               sides.muc_service,
               store.gateway,
               names_,
               ghosts_,
               puppets_,
               direct_messages_,
               conversations_,
               feedback_,
               links_in_text_,
               store.portals,
               policy,
               metrics_,
               now_,
               identity_.secret}},
      seat_portraits_{{hosted_, people_.portraits(), sides.avatar_source, names_}},
      archive_{hosted_, sides.history},
      joiner_history_{archive_, sides.history, now_},
      guide_{{sides.directory, names_, store.ghosts, addresses_, store.portals, policy, store.mapping, identity_.bot,
              [this](std::string mxc) { return people_.pictures().small(std::move(mxc)); }}},
      invitation_bookmarks_{executor, sides.bookmarks, guide_},
      third_party_names_{addresses_},
      commands_{policy, store.audit, now_},
      ad_hoc_desk_{commands_, mucs_.world().bot,
                   [this](const auto& muc, const auto& person) { return hosted_.entered(muc, person); }},
      bridge_chat_{commands_, sides.xmpp, mucs_.world().bot},
      commander_{{sides.homeserver, sides.notices, store.portals}, commands_, direct_rooms_, identity_.bot},
      matrix_courier_{
          {store.portals,    sides.homeserver,
           sides.xmpp,       sides.event_codec,
           ghosts_,          puppets_,
           names_,           direct_rooms_,
           direct_messages_, mucs_,
           commander_,       lost_events_,
           activity_,        encryption_,
           links_in_text_,   bot_chats_,
           &people_,         [this](const mapping::UserId& user) { tasks_.spawn("new name", rename(user)); },
           &hosted_,         &venues_}},
      xmpp_courier_{{sides.homeserver, store.links, store.portals, sides.stanza_codec, direct_rooms_, direct_messages_,
                     mucs_, activity_, bridge_chat_, links_in_text_, muc_invitations_, &hosted_}},
      runner_{executor, store.journal, {matrix_courier_, xmpp_courier_}, metrics, {}},
      matrix_intake_{executor,
                     {store.journal, sides.event_codec, names_, metrics, now_,
                      [this](const QueueName& queue) { runner_.wake(queue); }, [this] { on_gap(); },
                      [this](const mapping::RoomId& room) { return hosted_.hosts(room); },
                      [this](mapping::RoomAlias alias) { return portals_.provide(std::move(alias)); }},
                     ghosts_},
      bot_chats_{{sides.homeserver, store.told, sides.event_codec, matrix_intake_, now_}, identity_.bot},
      lost_events_{executor,
                   {sides.homeserver, store.journal, store.portals, sides.event_codec, names_, now_,
                    [this](const QueueName& queue) { runner_.wake(queue); }, [this] { return hosted_.followed(); }},
                   matrix_intake_,
                   identity_.bot},
      xmpp_intake_{mucs_, subscriptions_, metrics, {}},
      tasks_{executor, failure_log(LogPart::bridge)} {
    subscriptions_.watched_by(people_);
    puppets_.when_seen([this](const auto& user, const auto& profile) { people_.on_user(user, profile.avatar_url); });
    xmpp_intake_.host(hosted_);
    ghosts_.add_tie([this](const auto& ghost, const auto& room) { return hosted_.holds(ghost, room); });
    ghosts_.add_tie([this](const auto& ghost, const auto& room) {
        const auto* const muc = mucs_.find(room);
        return muc != nullptr && muc->holds(ghost);
    });
    hosted_.tell_past_by(joiner_history_);
    hosted_.show_faces_by({&people_, &people_.portraits(), &people_.pictures(), &sides_.moderation.room_admin});
    hosted_.tell_invitations_to(invitation_bookmarks_);
    xmpp_intake_.tell_orders_by([this](const ChatMessage& chat) { return bridge_chat_.is_order(chat); });
    add_commands(names);
}

Task<void> Bridge::start() {
    const auto load_hosted = [this] { return hosted_.load(); };
    co_await until_done("start", load_hosted); // before a MUC takes out a ghost whose person is in one of ours too
    const auto load = [this] { return load_portals(); };
    co_await until_done("start", load);
    const auto look_back = [this] { return lost_events_.begin(); };
    co_await until_done("start", look_back);
    people_.start();
    tasks_.spawn("presence", xmpp_intake_.answer_presence());
    tasks_.spawn("ended accounts", subscriptions_.look_for_ends());
    tasks_.spawn("names of users elsewhere", subscriptions_.look_for_names());
    tasks_.spawn("prune", prune());
    tasks_.spawn("hosted MUCs", hosted_.keep_up());
    tasks_.spawn("bot", provide_bot());
    tasks_.spawn("greeting of the homeserver", greet_homeserver());
    co_await runner_.resume();
}

// The bot is a user like the ghosts: it has to be registered, and is called as in MUCs.
Task<void> Bridge::provide_bot() {
    const auto provide = [this] { return ghosts_.rename(identity_.bot, identity_.bot_nick); };
    co_await until_done("registration of the bot", provide);
}

People::Ports Bridge::people_ports() const {
    return {sides_.homeserver,    sides_.media,   sides_.profiles, sides_.looks,
            sides_.avatar_source, sides_.rosters, store_.avatars,  store_.portals};
}

Task<void> Bridge::show_again(mapping::UserId user, People::Audience audience) {
    co_await subscriptions_.show_again(user);
    if (audience == People::Audience::everybody) {
        for (auto* const room : mucs_.all()) {
            co_await room->show_again(user);
        }
        co_await hosted_.show_again(user);
    }
}

// MUCs follow what each room calls him; contacts are shown what he is called everywhere.
Task<void> Bridge::rename(mapping::UserId user) {
    const auto show = [this, &user] { return subscriptions_.show_again(user); };
    co_await until_done("new name of " + user.str(), show);
}

Task<void> Bridge::stop() {
    co_await runner_.stop();
    co_await tasks_.stop();
    co_await venues_.stop();
    co_await people_.stop();
    co_await signs_.stop();
    co_await invitation_bookmarks_.stop();
    try {
        co_await hosted_.stop("the bridge to Matrix restarts");
        co_await mucs_.stop("the bridge to Matrix restarts");
        co_await subscriptions_.withdraw();
        co_await sides_.xmpp.barrier();
    } catch (const Outage& outage) {
        log(LogPart::bridge).info("left without farewell: {}", outage.what());
    }
}

} // namespace bascule::bridge
