#pragma once

#include "bridge/ports/muc_admin.hpp"
#include "bridge/ports/outage.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// A MUC's moderation, open to tests: keeps what is asked of it, and answers as the test has written down.
class FakeMuc final : public bridge::MucAdmin, public bridge::MucFace, public bridge::MucInviter {
public:
    struct RoleChange {
        mapping::Jid as;
        mapping::Jid seat;
        mapping::Role role = mapping::Role::none;
        std::string reason;
    };
    struct Subject {
        mapping::Jid as;
        std::string text;
        std::string id;
    };

    std::vector<RoleChange> roles;
    std::vector<bridge::MucAffiliate> affiliations; ///< as they were set, in order
    std::vector<Subject> subjects;
    std::vector<std::string> removed; ///< stanza-ids of messages
    std::vector<std::string> names;
    std::optional<bridge::MucPicture> picture_shown;
    std::vector<mapping::Jid> painters;     ///< who has set the picture, in order
    std::vector<bridge::MucInvite> invites; ///< through the room
    std::vector<bridge::MucInvite> direct_invites;
    std::vector<bridge::MucInvite> declines;
    std::vector<bridge::MucAffiliate> outcasts; ///< the ban list
    bool shows_lists = true;
    std::optional<bridge::StanzaError> refusal; ///< of everything that is asked
    bool is_away = false;

    bridge::Task<bridge::MucRefusal> set_role(mapping::Jid as, mapping::Jid seat, mapping::Role role,
                                              std::string reason) override {
        co_await reach();
        roles.push_back({std::move(as), std::move(seat), role, std::move(reason)});
        co_return refusal;
    }
    bridge::Task<bridge::MucRefusal> set_affiliation(mapping::Jid /*as*/, mapping::Jid /*room*/,
                                                     bridge::MucAffiliate affiliate) override {
        co_await reach();
        affiliations.push_back(std::move(affiliate));
        co_return refusal;
    }
    bridge::Task<bridge::MucRefusal> moderate(mapping::Jid /*as*/, mapping::Jid /*room*/, std::string stanza_id,
                                              std::string /*reason*/) override {
        co_await reach();
        removed.push_back(std::move(stanza_id));
        co_return refusal;
    }
    bridge::Task<std::optional<std::vector<bridge::MucAffiliate>>> affiliates(
        mapping::Jid /*as*/, mapping::Jid /*room*/, mapping::Affiliation affiliation) override {
        co_await reach();
        if (!shows_lists) {
            co_return std::nullopt;
        }
        co_return affiliation == mapping::Affiliation::outcast ? outcasts : std::vector<bridge::MucAffiliate>{};
    }
    bridge::Task<void> set_subject(mapping::Jid as, mapping::Jid /*room*/, std::string subject,
                                   std::string id) override {
        co_await reach();
        subjects.push_back({std::move(as), std::move(subject), std::move(id)});
    }
    bridge::Task<bridge::MucRefusal> set_name(mapping::Jid /*as*/, mapping::Jid /*room*/, std::string name) override {
        co_await reach();
        names.push_back(std::move(name));
        co_return refusal;
    }
    bridge::Task<std::optional<bridge::MucPicture>> picture(mapping::Jid /*as*/, mapping::Jid /*room*/) override {
        co_await reach();
        co_return picture_shown;
    }
    bridge::Task<bridge::MucRefusal> set_picture(mapping::Jid as, mapping::Jid /*room*/,
                                                 bridge::MucPicture picture) override {
        co_await reach();
        painters.push_back(std::move(as));
        if (!refusal) {
            picture_shown = picture.bytes.empty() ? std::nullopt : std::optional{std::move(picture)};
        }
        co_return refusal;
    }
    bridge::Task<void> invite_through_room(bridge::MucInvite invite) override {
        co_await reach();
        invites.push_back(std::move(invite));
    }
    bridge::Task<void> invite_directly(bridge::MucInvite invite) override {
        co_await reach();
        direct_invites.push_back(std::move(invite));
    }
    bridge::Task<void> decline(bridge::MucInvite invite) override {
        co_await reach();
        declines.push_back(std::move(invite));
    }

private:
    bridge::Task<void> reach() const {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        if (is_away) {
            throw bridge::Outage{"the MUC is away"};
        }
    }
};

} // namespace bascule::fakes
