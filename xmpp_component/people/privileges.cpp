#include "xmpp_component/people/privileges.hpp"

#include "bridge/log.hpp"
#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

namespace {

bool has_item(pugi::xml_node iq, const mapping::Jid& contact) {
    for (const auto item : child_in(iq, "query", ns::roster).children("item")) {
        const auto jid = mapping::Jid::parse(attribute_of(item, "jid"));
        if (jid && *jid == contact) {
            return true;
        }
    }
    return false;
}

// Prosody 0.12 puts each namespace inside the one before it.
void collect_namespaces(pugi::xml_node parent, std::set<std::string>& found) {
    for (const auto child : parent.children("namespace")) {
        if (attribute_of(child, "type") == "both") {
            found.emplace(attribute_of(child, "ns"));
        }
        collect_namespaces(child, found);
    }
}

// The whole iq that somebody was answered, out of what was forwarded to us.
pugi::xml_node answer_in(pugi::xml_node reply) {
    return child_in(child_in(child_in(reply, "privilege", ns::privilege), "forwarded", ns::forward), "iq", ns::client);
}

} // namespace

void Privileges::listen(MessageHandlers& handlers) {
    for (const char* version : {ns::privilege, ns::privilege_legacy}) {
        handlers.add(version, "privilege",
                     [this](const bridge::StanzaHead& head, pugi::xml_node privilege) { on_grant(head, privilege); });
    }
}

// XEP-0356 §4.2: only a server itself can grant, and only for its own users. Each grant names all that is granted.
void Privileges::on_grant(const bridge::StanzaHead& head, pugi::xml_node privilege) {
    if (!head.from.local().empty() || !head.from.is_bare() || head.to != component_) {
        return;
    }
    const std::string domain{head.from.domain()};
    roster_domains_.erase(domain);
    askable_.erase(domain);
    for (const auto permission : privilege.children("perm")) {
        if (attribute_of(permission, "access") == "roster" && attribute_of(permission, "type") == "both") {
            roster_domains_.insert(domain);
            bridge::log(bridge::LogPart::xmpp).info("{} lets us put contacts into its users' rosters", domain);
        }
        if (attribute_of(permission, "access") == "iq") {
            collect_namespaces(permission, askable_[domain]);
        }
    }
}

void Privileges::forget_all() {
    roster_domains_.clear();
    askable_.clear();
}

bool Privileges::may_ask_as(const mapping::Jid& person, const std::string& ns) const {
    const auto granted = askable_.find(person.domain());
    return granted != askable_.end() && granted->second.contains(ns);
}

bridge::Task<PersonalReply> Privileges::ask_as(mapping::Jid person, std::string type, pugi::xml_document payload) {
    auto outer = make_stanza("iq", type, component_, person);
    auto own = xmpp::add(xmpp::add(outer.document_element(), "privileged_iq", ns::privilege), "iq", ns::client);
    set(own, "type", type);
    set(own, "to", person.str());
    set(own, "id", "own"); // of the account's answer, which comes to us inside the answer to the outer iq
    own.append_copy(payload.document_element());
    const auto reply = co_await ask(std::move(outer));
    PersonalReply answer;
    answer.error = reply.error;
    const auto inner = answer_in(reply.root());
    if (!reply.error && attribute_of(inner, "type") != "result") {
        const auto condition = first_element(inner.child("error"));
        answer.error = bridge::StanzaError{"cancel", condition ? condition.name() : "undefined-condition", {}};
    }
    if (!answer.error) {
        answer.iq.append_copy(inner);
    }
    co_return answer;
}

bool Privileges::may_change(const mapping::Jid& owner) const {
    return roster_domains_.contains(owner.domain());
}

bridge::Task<IqReply> Privileges::ask(pugi::xml_document iq) {
    IqQuestion question{.kind = "roster", .deadline = deadline_};
    co_return co_await tracker_.ask(std::move(iq), std::move(question));
}

// XEP-0356 §4.3
bridge::Task<void> Privileges::add(bridge::RosterEntry entry) {
    auto get = make_stanza("iq", "get", component_, entry.owner);
    xmpp::add(get.document_element(), "query", ns::roster);
    const auto present = co_await ask(std::move(get));
    if (present.error) {
        bridge::log(bridge::LogPart::xmpp)
            .info("{} does not show its roster: {}", entry.owner.str(), present.error->condition);
        co_return;
    }
    if (has_item(present.root(), entry.contact)) {
        co_return;
    }
    auto set_iq = make_stanza("iq", "set", component_, entry.owner);
    auto item = xmpp::add(xmpp::add(set_iq.document_element(), "query", ns::roster), "item");
    set(item, "jid", entry.contact.str());
    set(item, "name", entry.name);
    set_text(xmpp::add(item, "group"), entry.group);
    const auto reply = co_await ask(std::move(set_iq));
    if (reply.error) {
        bridge::log(bridge::LogPart::xmpp)
            .info("{} does not get {} as a contact: {}", entry.owner.str(), entry.contact.str(),
                  reply.error->condition);
    }
}

} // namespace bascule::xmpp
