#pragma once

#include "bridge/people/people_watch.hpp"

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// Keeps what it is told of people's looks.
class KeptPeople final : public bridge::PeopleWatch {
public:
    std::map<mapping::UserId, std::string> users;
    std::vector<std::pair<mapping::UserId, std::string>> faces;
    std::vector<bridge::AvatarQuestion> questions;                               ///< of these faces
    std::vector<std::tuple<mapping::UserId, mapping::Jid, std::string>> hearsay; ///< of whom, who is asked, which
    std::function<void(const mapping::UserId&, const std::string&)> tell_user;

    void on_user(const mapping::UserId& user, const std::string& avatar_url) override {
        users[user] = avatar_url;
        if (tell_user) {
            tell_user(user, avatar_url);
        }
    }
    void on_face(const mapping::UserId& ghost, bridge::AvatarQuestion question, std::string hash) override {
        faces.emplace_back(ghost, std::move(hash));
        questions.push_back(std::move(question));
    }
    void on_hearsay(const mapping::UserId& ghost, bridge::AvatarQuestion question, std::string hash) override {
        hearsay.emplace_back(ghost, std::move(question.whom), std::move(hash));
    }
    void on_chat(const bridge::Portal& /*portal*/, bridge::Side /*by*/) override {}
    void on_disconnected() override {}
    bridge::Task<void> on_contact(bridge::ContactPresence /*presence*/) override { co_return; }
    bridge::Task<void> prepare(mapping::UserId /*user*/) override { co_return; }
    bridge::Mood mood_of(const mapping::UserId& /*user*/) const override { return {}; }
};

} // namespace bascule::fakes
