#include "xmpp_component/muc/muc_client.hpp"

#include "bridge/ports/outage.hpp"
#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/xml/base64.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

using bridge::MucRefusal;
using bridge::Task;

namespace {

constexpr const char* room_configuration = "http://jabber.org/protocol/muc#roomconfig";

pugi::xml_node add_item(pugi::xml_node stanza, const std::string& reason) {
    auto item = add(add(stanza, "query", ns::muc_admin), "item");
    if (!reason.empty()) {
        set_text(add(item, "reason"), reason);
    }
    return item;
}

void add_field(pugi::xml_node form, const char* name, std::string_view value) {
    auto field = add(form, "field");
    set(field, "var", name);
    set_text(add(field, "value"), value);
}

std::vector<bridge::MucAffiliate> decode_affiliates(pugi::xml_node iq) {
    std::vector<bridge::MucAffiliate> list;
    for (const auto item : child_in(iq, "query", ns::muc_admin).children("item")) {
        auto jid = mapping::Jid::parse(attribute_of(item, "jid"));
        const auto affiliation = mapping::affiliation_from(attribute_of(item, "affiliation"));
        if (jid && affiliation) {
            list.push_back({jid->bare(), *affiliation, text_of(child_in(item, "reason", ns::muc_admin))});
        }
    }
    return list;
}

pugi::xml_document make_mediated(const bridge::MucInvite& invite, const char* name) {
    auto message = make_stanza("message", {}, invite.as, invite.room, invite.id);
    auto said = add(add(message.document_element(), "x", ns::muc_user), name);
    set(said, "to", invite.to.str());
    if (!invite.reason.empty()) {
        set_text(add(said, "reason"), invite.reason);
    }
    return message;
}

} // namespace

Task<IqReply> MucClient::ask(pugi::xml_document iq, const char* kind) {
    IqQuestion question{.kind = kind, .deadline = deadline_};
    auto reply = co_await tracker_.ask(std::move(iq), std::move(question));
    if (reply.error && is_undecided(*reply.error)) {
        throw bridge::Outage{std::string{kind} + ": " + reply.error->condition};
    }
    co_return reply;
}

Task<MucRefusal> MucClient::order(pugi::xml_document iq, const char* kind) {
    auto reply = co_await ask(std::move(iq), kind);
    co_return std::move(reply.error);
}

// XEP-0045 §8.2, §8.3
Task<MucRefusal> MucClient::set_role(mapping::Jid as, mapping::Jid seat, mapping::Role role, std::string reason) {
    auto iq = make_stanza("iq", "set", as, seat.bare());
    auto item = add_item(iq.document_element(), reason);
    set(item, "nick", seat.resource());
    set(item, "role", mapping::word_of(role));
    co_return co_await order(std::move(iq), "set role");
}

// XEP-0045 §9.1, §9.3
Task<MucRefusal> MucClient::set_affiliation(mapping::Jid as, mapping::Jid room, bridge::MucAffiliate affiliate) {
    auto iq = make_stanza("iq", "set", as, room);
    auto item = add_item(iq.document_element(), affiliate.reason);
    set(item, "jid", affiliate.jid.str());
    set(item, "affiliation", mapping::word_of(affiliate.affiliation));
    co_return co_await order(std::move(iq), "set affiliation");
}

// XEP-0425 §3.2, in the version of 2023; a MUC that knows only the one before answers that to nobody.
Task<MucRefusal> MucClient::moderate(mapping::Jid as, mapping::Jid room, std::string stanza_id, std::string reason) {
    auto iq = make_stanza("iq", "set", as, room);
    auto order_of_removal = add(iq.document_element(), "moderate", ns::message_moderate);
    set(order_of_removal, "id", stanza_id);
    add(order_of_removal, "retract", ns::message_retract);
    if (!reason.empty()) {
        set_text(add(order_of_removal, "reason"), reason);
    }
    auto refusal = co_await order(std::move(iq), "moderate");
    if (!refusal) {
        co_return std::nullopt;
    }
    auto older = make_stanza("iq", "set", as, room);
    auto apply = add(older.document_element(), "apply-to", ns::fasten);
    set(apply, "id", stanza_id);
    auto moderate_so = add(apply, "moderate", ns::message_moderate_legacy);
    add(moderate_so, "retract", ns::message_retract_legacy);
    if (!reason.empty()) {
        set_text(add(moderate_so, "reason"), reason);
    }
    co_return co_await order(std::move(older), "moderate");
}

// XEP-0045 §9.2, §9.5
Task<std::optional<std::vector<bridge::MucAffiliate>>> MucClient::affiliates(mapping::Jid as, mapping::Jid room,
                                                                             mapping::Affiliation affiliation) {
    auto iq = make_stanza("iq", "get", as, room);
    auto item = add_item(iq.document_element(), std::string{});
    set(item, "affiliation", mapping::word_of(affiliation));
    const auto reply = co_await ask(std::move(iq), "list affiliations");
    if (reply.error) {
        co_return std::nullopt;
    }
    co_return decode_affiliates(reply.root());
}

Task<void> MucClient::set_subject(mapping::Jid as, mapping::Jid room, std::string subject, std::string id) {
    auto message = make_stanza("message", "groupchat", as, room, id);
    set_text(add(message.document_element(), "subject"), subject);
    co_await sink_.send(message);
}

// XEP-0045 §10.2: fields that are left out stay as they are.
Task<MucRefusal> MucClient::set_name(mapping::Jid as, mapping::Jid room, std::string name) {
    auto iq = make_stanza("iq", "set", as, room);
    auto form = add(add(iq.document_element(), "query", ns::muc_owner), "x", ns::data_form);
    set(form, "type", "submit");
    add_field(form, "FORM_TYPE", room_configuration);
    add_field(form, "muc#roomconfig_roomname", name);
    co_return co_await order(std::move(iq), "configure");
}

Task<std::optional<bridge::MucPicture>> MucClient::picture(mapping::Jid as, mapping::Jid room) {
    auto iq = make_stanza("iq", "get", as, room);
    add(iq.document_element(), "vCard", ns::vcard);
    const auto reply = co_await ask(std::move(iq), "room avatar");
    const auto photo = child_in(child_in(reply.root(), "vCard", ns::vcard), "PHOTO", ns::vcard);
    auto bytes = bytes_of_base64(text_of(child_in(photo, "BINVAL", ns::vcard)));
    if (reply.error || !bytes || bytes->empty()) {
        co_return std::nullopt;
    }
    co_return bridge::MucPicture{text_of(child_in(photo, "TYPE", ns::vcard)), std::move(*bytes)};
}

// XEP-0486 §3.1
Task<MucRefusal> MucClient::set_picture(mapping::Jid as, mapping::Jid room, bridge::MucPicture picture) {
    auto iq = make_stanza("iq", "set", as, room);
    auto card = add(iq.document_element(), "vCard", ns::vcard);
    if (!picture.bytes.empty()) {
        auto photo = add(card, "PHOTO");
        set_text(add(photo, "TYPE"), picture.type);
        set_text(add(photo, "BINVAL"), base64_of(picture.bytes));
    }
    co_return co_await order(std::move(iq), "set room avatar");
}

Task<void> MucClient::invite_through_room(bridge::MucInvite invite) {
    const auto message = make_mediated(invite, "invite");
    co_await sink_.send(message);
}

Task<void> MucClient::invite_directly(bridge::MucInvite invite) {
    auto message = make_stanza("message", {}, invite.as, invite.to, invite.id);
    auto said = add(message.document_element(), "x", ns::conference);
    set(said, "jid", invite.room.str());
    if (!invite.reason.empty()) {
        set(said, "reason", invite.reason);
    }
    co_await sink_.send(message);
}

Task<void> MucClient::decline(bridge::MucInvite invite) {
    const auto message = make_mediated(invite, "decline");
    co_await sink_.send(message);
}

} // namespace bascule::xmpp
