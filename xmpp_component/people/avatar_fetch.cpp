#include "xmpp_component/people/avatar_fetch.hpp"

#include "bridge/ports/outage.hpp"
#include "xmpp_component/base64.hpp"
#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/digest.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <string>
#include <utility>

namespace bascule::xmpp {

using bridge::AvatarQuestion;
using bridge::Portrait;

namespace {

Portrait portrait_of(std::string bytes, std::string type) {
    auto hash = sha1_hex(bytes);
    return {std::move(bytes), std::move(type), std::move(hash)};
}

} // namespace

bridge::Task<std::optional<Portrait>> AvatarFetch::fetch(AvatarQuestion question) {
    if (!question.hash.empty() && question.whom.is_bare()) {
        if (auto found = co_await fetch_item(question)) {
            co_return found;
        }
    }
    co_return co_await fetch_photo(std::move(question));
}

bridge::Task<IqReply> AvatarFetch::ask(pugi::xml_document iq) {
    IqQuestion question{.kind = "avatar", .deadline = deadline_};
    auto reply = co_await tracker_.ask(std::move(iq), std::move(question));
    if (reply.error && is_undecided(*reply.error)) {
        throw bridge::Outage{"asking for an avatar: " + reply.error->condition};
    }
    co_return reply;
}

// XEP-0084 §4.3
bridge::Task<std::optional<Portrait>> AvatarFetch::fetch_item(AvatarQuestion question) {
    auto iq = make_stanza("iq", "get", question.asker, question.whom);
    auto items = add(add(iq.document_element(), "pubsub", ns::pubsub), "items");
    set(items, "node", ns::avatar_data);
    set(add(items, "item"), "id", question.hash);
    const auto reply = co_await ask(std::move(iq));
    const auto answered = child_in(child_in(reply.root(), "pubsub", ns::pubsub), "items", ns::pubsub);
    const auto data = child_in(child_in(answered, "item", ns::pubsub), "data", ns::avatar_data);
    auto bytes = base64_decoded(text_of(data));
    if (reply.error || !bytes || bytes->empty()) {
        co_return std::nullopt;
    }
    co_return portrait_of(std::move(*bytes), std::string{});
}

// XEP-0153 §3.1
bridge::Task<std::optional<Portrait>> AvatarFetch::fetch_photo(AvatarQuestion question) {
    auto iq = make_stanza("iq", "get", question.asker, question.whom);
    add(iq.document_element(), "vCard", ns::vcard);
    const auto reply = co_await ask(std::move(iq));
    if (reply.error) {
        co_return std::nullopt;
    }
    const auto photo = child_in(child_in(reply.root(), "vCard", ns::vcard), "PHOTO", ns::vcard);
    auto bytes = base64_decoded(text_of(child_in(photo, "BINVAL", ns::vcard)));
    co_return portrait_of(std::move(bytes).value_or(""), text_of(child_in(photo, "TYPE", ns::vcard)));
}

} // namespace bascule::xmpp
