#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/people/contact_moods.hpp"
#include "bridge/people/ghost_avatars.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/people/people_watch.hpp"
#include "bridge/people/pictures.hpp"
#include "bridge/people/puppet_keeper.hpp"
#include "bridge/people/puppet_portraits.hpp"
#include "bridge/ports/people_inbox.hpp"
#include "bridge/ports/rosters.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>

namespace bascule::bridge {

/// Everything about people's looks: whoever sees or hears of one tells it here, and the parts that show them on the
/// other side are told from here.
class People final : public PeopleWatch, public PeopleInbox, public EphemeralInbox {
public:
    struct Ports {
        Homeserver& homeserver;
        Media& media;
        GhostProfiles& profiles;
        PuppetLooks& looks;
        AvatarSource& source;
        Rosters& rosters;
        AvatarMemory& memory;
        Portals& portals;
    };
    struct Parts {
        NameBook& names;
        GhostKeeper& ghosts;
        PuppetKeeper& puppets;
        const Policy& policy;
    };
    /// A puppet looks different: shows it again to contacts, and in MUCs where that is seen there.
    enum class Audience { contacts, everybody };
    using Show = std::function<Task<void>(mapping::UserId, Audience)>;

    People(const boost::asio::any_io_executor& executor, Ports ports, Parts parts, mapping::Jid bot, Show show);

    void on_user(const mapping::UserId& user, const std::string& avatar_url) override;
    void on_face(const mapping::UserId& ghost, AvatarQuestion question, std::string hash) override;
    void on_hearsay(const mapping::UserId& ghost, AvatarQuestion question, std::string hash) override;
    void on_chat(const Portal& portal, Side by) override;
    void on_disconnected() override { contact_moods_.lose_all(); }
    Task<void> on_contact(ContactPresence presence) override;
    Task<void> prepare(mapping::UserId user) override;
    Mood mood_of(const mapping::UserId& user) const override;

    void on_nick(PersonNews news, std::string nick) override;
    void on_avatar(PersonNews news, std::string hash) override;
    void on_presence(std::vector<UserPresence> presences) override;

    PuppetPortraits& portraits() noexcept { return portraits_; }
    Pictures& pictures() noexcept { return pictures_; }
    void start();
    Task<void> stop();

private:
    void spawn(std::string name, Task<void> task);
    Task<void> rename(PersonNews news, std::string nick);
    Task<void> redress(PersonNews news, std::string hash);
    Task<void> greet(Portal portal, Side by);
    Task<void> tell_moods();
    Task<void> show(mapping::UserId user, Audience audience);

    Ports ports_;
    Parts parts_;
    mapping::Jid bot_;
    Show show_;
    Pictures pictures_;
    GhostAvatars ghost_avatars_;
    PuppetPortraits portraits_;
    ContactMoods contact_moods_;
    std::map<mapping::UserId, Mood> moods_; // of Matrix users
    std::set<mapping::UserId> moody_;       // whose mood is to be shown
    Signal mood_changed_;
    TaskGroup tasks_;
};

} // namespace bascule::bridge
