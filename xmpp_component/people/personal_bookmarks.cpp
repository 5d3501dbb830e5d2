#include "xmpp_component/people/personal_bookmarks.hpp"

#include "bridge/log.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace bascule::xmpp {

namespace {

/// A request of XEP-0060 to be filled.
pugi::xml_document request(const char* action) {
    pugi::xml_document document;
    auto pubsub = add(document, "pubsub", ns::pubsub);
    set(add(pubsub, action), "node", ns::bookmarks);
    return document;
}

pugi::xml_node conference_in(pugi::xml_node pubsub, const mapping::Jid& room) {
    for (const auto item : pubsub.child("items").children("item")) {
        if (attribute_of(item, "id") == room.str()) {
            return child_in(item, "conference", ns::bookmarks);
        }
    }
    return {};
}

// Nobody has chosen a nick for it, or wants to enter it at each start.
bool is_still_ours(pugi::xml_node conference) {
    const auto autojoin = attribute_of(conference, "autojoin");
    return child_in(conference.child("extensions"), "invited", ns::own_bookmark) && !conference.child("nick") &&
           autojoin != "true" && autojoin != "1";
}

// Where nothing was ever kept, there is no node. Prosody 0.12 says of every failure that it is internal.
bool may_mean_absence(const bridge::StanzaError& error) {
    return error.condition == "item-not-found" || error.condition == "internal-server-error";
}

// XEP-0402 §4.2: without these, the person's contacts might be told.
void add_publish_options(pugi::xml_node pubsub) {
    constexpr std::array<std::pair<const char*, const char*>, 5> options{
        {{"FORM_TYPE", "http://jabber.org/protocol/pubsub#publish-options"},
         {"pubsub#persist_items", "true"},
         {"pubsub#max_items", "max"},
         {"pubsub#send_last_published_item", "never"},
         {"pubsub#access_model", "whitelist"}}};
    auto form = add(add(pubsub, "publish-options"), "x", ns::data_form);
    set(form, "type", "submit");
    for (const auto& [name, value] : options) {
        auto field = add(form, "field");
        set(field, "var", name);
        set_text(add(field, "value"), value);
    }
    set(form.child("field"), "type", "hidden");
}

void log_refusal(const mapping::Jid& owner, std::string_view what, const PersonalReply& reply) {
    if (reply.error) {
        bridge::log(bridge::LogPart::xmpp).info("{}: {}: {}", owner.str(), what, reply.error->condition);
    }
}

} // namespace

bool PersonalBookmarks::may_keep_for(const mapping::Jid& owner) const {
    return privileges_.may_ask_as(owner, ns::pubsub);
}

bridge::Task<PersonalReply> PersonalBookmarks::read(mapping::Jid owner, mapping::Jid room) {
    auto question = request("items");
    set(xmpp::add(question.document_element().first_child(), "item"), "id", room.str());
    co_return co_await privileges_.ask_as(owner, "get", std::move(question));
}

bridge::Task<void> PersonalBookmarks::add(bridge::RoomBookmark bookmark) {
    const auto present = co_await read(bookmark.owner, bookmark.room);
    if (present.error && !may_mean_absence(*present.error)) {
        log_refusal(bookmark.owner, "bookmarks cannot be read", present);
        co_return;
    }
    if (conference_in(present.payload(), bookmark.room)) {
        co_return;
    }
    auto publication = request("publish");
    auto item = xmpp::add(publication.document_element().first_child(), "item");
    set(item, "id", bookmark.room.str());
    auto conference = xmpp::add(item, "conference", ns::bookmarks);
    if (!bookmark.name.empty()) {
        set(conference, "name", bookmark.name);
    }
    xmpp::add(xmpp::add(conference, "extensions"), "invited", ns::own_bookmark);
    add_publish_options(publication.document_element());
    const auto published = co_await privileges_.ask_as(bookmark.owner, "set", std::move(publication));
    log_refusal(bookmark.owner, "a bookmark cannot be added", published);
}

bridge::Task<void> PersonalBookmarks::withdraw(mapping::Jid owner, mapping::Jid room) {
    const auto present = co_await read(owner, room);
    if (!is_still_ours(conference_in(present.payload(), room))) {
        co_return;
    }
    auto retraction = request("retract");
    auto retract = retraction.document_element().first_child();
    set(retract, "notify", "true");
    set(xmpp::add(retract, "item"), "id", room.str());
    const auto retracted = co_await privileges_.ask_as(owner, "set", std::move(retraction));
    log_refusal(owner, "a bookmark cannot be taken back", retracted);
}

} // namespace bascule::xmpp
