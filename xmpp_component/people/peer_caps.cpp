#include "xmpp_component/people/peer_caps.hpp"

#include "bridge/failure_log.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"
#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/scope_exit.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace bascule::xmpp {

namespace {

using mapping::Feature;

constexpr std::size_t most_people = 10'000;
constexpr std::size_t most_clients = 20; // of one person
constexpr std::size_t most_features = 500;
constexpr std::size_t most_asked = 100; // at a time

// What a client that shows it says so by; for others its element is no harm.
struct Named {
    Feature feature;
    std::string_view ns;
};
constexpr std::array named{Named{Feature::reaction, ns::reactions}, Named{Feature::edit, ns::message_correct},
                           Named{Feature::reply, ns::reply}, Named{Feature::spoiler, ns::spoiler}};

} // namespace

PeerCaps::PeerCaps(const boost::asio::any_io_executor& executor, IqTracker& tracker, std::chrono::milliseconds deadline)
    : tracker_{tracker}, deadline_{deadline}, tasks_{executor, bridge::failure_log(bridge::LogPart::xmpp)} {}

void PeerCaps::notice(pugi::xml_node presence) {
    const auto from = mapping::Jid::parse(attribute_of(presence, "from"));
    const auto to = mapping::Jid::parse(attribute_of(presence, "to"));
    const auto type = attribute_of(presence, "type");
    if (!from || !to || from->is_bare() || !to->is_bare()) { // to a seat in a MUC of ours: he is no contact
        return;
    }
    const auto known = clients_.find(from->bare());
    if (type == "unavailable" && known != clients_.end()) {
        known->second.erase(*from);
        if (known->second.empty()) {
            clients_.erase(known);
        }
    }
    if (!type.empty() || (known == clients_.end() && clients_.size() >= most_people)) {
        return;
    }
    const auto caps = child_in(presence, "c", ns::capabilities);
    auto version = std::string{attribute_of(caps, "node")} + '#' + std::string{attribute_of(caps, "ver")};
    auto& clients = clients_[from->bare()];
    if (clients.size() >= most_clients && !clients.contains(*from)) {
        return;
    }
    auto& client = clients[*from];
    if (client.version != version) {
        client = {version, std::nullopt};
        if (caps && asked_ < most_asked) {
            tasks_.spawn("capabilities of " + from->str(), ask(*to, *from, std::move(version)));
        }
    }
}

bridge::Task<void> PeerCaps::ask(mapping::Jid asker, mapping::Jid client, std::string version) {
    ++asked_;
    const ScopeExit answered{[this] { --asked_; }};
    auto iq = make_stanza("iq", "get", asker, client);
    set(add(iq.document_element(), "query", ns::disco_info), "node", version);
    std::set<std::string> features;
    try {
        IqQuestion question{.kind = "capabilities", .deadline = deadline_};
        const auto reply = co_await tracker_.ask(std::move(iq), std::move(question));
        if (reply.error) {
            co_return;
        }
        for (const auto feature : child_in(reply.root(), "query", ns::disco_info).children("feature")) {
            if (features.size() < most_features) {
                features.emplace(attribute_of(feature, "var"));
            }
        }
    } catch (const bridge::Outage& outage) {
        bridge::log(bridge::LogPart::xmpp).debug("capabilities of {}: {}", client.str(), outage.what());
        co_return;
    }
    const auto person = clients_.find(client.bare());
    if (person == clients_.end()) {
        co_return;
    }
    const auto found = person->second.find(client);
    if (found != person->second.end() && found->second.version == version && !features.empty()) {
        found->second.features = std::move(features);
    }
}

bool PeerCaps::lacks(const mapping::Jid& person, Feature feature) const {
    const auto* const wanted = std::ranges::find(named, feature, &Named::feature);
    const auto found = clients_.find(person.bare());
    if (wanted == named.end() || found == clients_.end()) {
        return false;
    }
    return std::ranges::all_of(found->second, [&](const auto& one) {
        const auto& features = one.second.features;
        return features && !features->contains(std::string{wanted->ns});
    });
}

} // namespace bascule::xmpp
