#include "xmpp_component/base64.hpp"
#include "xmpp_component/service/service_handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <string>
#include <utility>

namespace bascule::xmpp {

namespace {

// Not done: the rest of the card. The room's name and topic are what they are in Matrix.
bridge::Task<IqAnswer> set_face(bridge::HostedFaces& faces, IqRequest request) {
    const auto photo = child_in(request.payload, "PHOTO", ns::vcard);
    auto bytes = base64_decoded(text_of(child_in(photo, "BINVAL", ns::vcard)));
    if (!request.to.is_bare()) {
        co_return refuse("not-allowed");
    }
    if (!bytes) {
        co_return refuse("bad-request", "The picture is not well encoded.");
    }
    IqAnswer answer;
    answer.error = co_await faces.set_face(request.to, request.from, std::move(*bytes));
    co_return answer;
}

} // namespace

void register_room_face(IqTable& table, bridge::HostedFaces& faces) {
    table.add_slow({IqKey::Type::set, ns::vcard, "vCard", bridge::Addressee::Kind::room},
                   [&faces](IqRequest request) { return set_face(faces, std::move(request)); });
}

} // namespace bascule::xmpp
