#pragma once

#include "bridge/crossing/memory/memory_conversation.hpp"
#include "bridge/crossing/memory/memory_links.hpp"
#include "bridge/crossing/to_matrix.hpp"
#include "bridge/crossing/to_xmpp.hpp"
#include "tests/run.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bascule::tests {

/// People, of whom some may alert the whole room.
class FewPeople final : public bridge::Participants {
public:
    std::vector<bridge::Participant> people;
    std::vector<mapping::UserId> rulers;

    bridge::Task<std::vector<bridge::Participant>> all() override { co_return people; }
    bridge::Task<bool> may_alert_room(mapping::UserId user) override {
        co_return std::find(rulers.begin(), rulers.end(), user) != rulers.end();
    }
};

/// Every file can be had, but those of "refused".
class PlainMedia final : public bridge::MediaLinks {
public:
    mapping::Result<mapping::File> for_xmpp(mapping::File file, std::int64_t /*at_ms*/) override {
        if (file.is_encrypted) {
            return mapping::Error{"it is encrypted"};
        }
        file.source = "https://media.example/" + file.source.substr(file.source.rfind('/') + 1);
        return file;
    }
    bridge::Task<mapping::Result<mapping::File>> for_matrix(mapping::File file, mapping::UserId /*as*/) override {
        if (file.source.find("refused") != std::string::npos) {
            co_return mapping::Error{"it is too large"};
        }
        file.source = "mxc://montague.example/brought";
        co_return file;
    }
    bridge::Task<mapping::Result<mapping::File>> words_for_matrix(std::string words, mapping::UserId /*as*/) override {
        mapping::File file{.source = "mxc://montague.example/words", .name = "message.txt"};
        file.size = static_cast<std::int64_t>(words.size());
        co_return file;
    }
};

/// Whose clients know what; of nobody else is anything known.
class KeptCapabilities final : public bridge::Capabilities {
public:
    std::set<std::pair<std::string, mapping::Feature>> lacking;

    bool lacks(const mapping::Jid& person, mapping::Feature feature) const override {
        return lacking.contains({person.str(), feature});
    }
};

/// A MUC of two, Romeo of Matrix and Juliet of XMPP, and the crossing of what they say.
class CrossingTest : public testing::Test {
protected:
    explicit CrossingTest(bridge::PortalKind kind = bridge::PortalKind::plumbed) : kind_{kind} {
        people.people = {{romeo, "Romeo", samples::jid("garden@muc.capulet.example/Romeo"), "occ-romeo"},
                         {juliet, "Juliet", samples::jid("garden@muc.capulet.example/Juliet"), "occ-juliet"}};
    }

    bridge::Venue venue() { return {kind_, room, muc, people}; }
    static bridge::MatrixSaying by_romeo(const char* event) {
        return {samples::event(event), samples::user("@romeo:montague.example"), "Romeo", 1};
    }
    bridge::XmppSaying by_juliet(const std::string& id) const { return {"s-" + id, id, juliet, "Juliet", false, 2}; }

    template <class Said>
    bridge::Crossing outward(const char* event, Said said) {
        return run(to_xmpp.cross(by_romeo(event), std::move(said), venue()));
    }
    template <class Said>
    bridge::Crossing inward(const std::string& id, Said said) {
        return run(to_matrix.cross(by_juliet(id), std::move(said), venue()));
    }
    /// Romeo has said this, and the MUC has given it the stanza-id `s-` + event.
    void romeo_said(const char* event, const std::string& body) {
        mapping::Message message;
        message.body = body;
        auto crossing = outward(event, message);
        auto made = bridge::ToXmpp::links_of(by_romeo(event), message, crossing, venue());
        for (auto& link : made) {
            link.stanza_id = "s-" + link.message_id;
        }
        run(links.remember(std::move(made)));
    }
    void juliet_said(const std::string& id, const std::string& body, const char* event) {
        mapping::Message message;
        message.body = body;
        auto crossing = inward(id, message);
        auto remembered =
            to_matrix.remember(by_juliet(id), message, crossing.out.at(0), samples::event(event), venue());
        run(std::move(remembered));
    }
    void rule(mapping::Feature feature, mapping::Direction direction, mapping::Action action) {
        rules.rules.set({feature, direction, {}, action, {}});
    }

    const mapping::RoomId room = samples::room("!orchard:montague.example");
    const mapping::Jid muc = samples::jid("garden@muc.capulet.example");
    const mapping::UserId romeo = samples::user("@romeo:montague.example");
    const mapping::UserId juliet = samples::user("@_xmpp_juliet=40capulet.example:montague.example");
    FewPeople people;
    PlainMedia media;
    bridge::MemoryLinks links;
    bridge::MemoryReactionMarks marks;
    bridge::MemoryThreads threads;
    bridge::MemoryPolls polls;
    bridge::MemoryRules rules;
    KeptCapabilities capabilities;
    bridge::ToXmpp to_xmpp{{links, marks, threads, polls, rules, media, capabilities}};
    bridge::ToMatrix to_matrix{{links, marks, threads, polls, rules, media, capabilities}};

private:
    bridge::PortalKind kind_;
};

inline mapping::Message words(std::string body) {
    mapping::Message message;
    message.body = std::move(body);
    return message;
}

inline mapping::Action action_of(const bridge::Crossing& crossing, mapping::Feature feature) {
    for (const auto& one : crossing.features) {
        if (one.decision.feature == feature) {
            return one.decision.action;
        }
    }
    ADD_FAILURE() << "no decision on " << mapping::word_of(feature);
    return mapping::Action::native;
}

} // namespace bascule::tests
