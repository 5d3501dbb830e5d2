#include "xmpp_component/service/service_writer.hpp"

#include "xmpp_component/service/service_stanzas.hpp"

#include <utility>

namespace bascule::xmpp {

bridge::Task<void> ServiceWriter::show(bridge::SeatPresence presence) {
    const auto document = encode(presence);
    co_await sink_.send(document);
}

bridge::Task<void> ServiceWriter::say(bridge::SeatMessage message) {
    const auto document = encode_within(std::move(message), most_bytes_);
    co_await sink_.send(document);
}

bridge::Task<void> ServiceWriter::tell_subject(bridge::SeatSubject subject) {
    const auto document = encode(subject);
    co_await sink_.send(document);
}

bridge::Task<void> ServiceWriter::tell_change(mapping::Jid room, mapping::Jid to) {
    const auto document = encode_change(room, to);
    co_await sink_.send(document);
}

bridge::Task<void> ServiceWriter::show_face(mapping::Jid room, mapping::Jid to, std::string hash) {
    const auto document = encode_face(room, to, hash);
    co_await sink_.send(document);
}

bridge::Task<void> ServiceWriter::invite(bridge::SeatInvitation invitation) {
    const auto document = encode(invitation);
    co_await sink_.send(document);
}

bridge::Task<void> ServiceWriter::end(bridge::SeatEnd end) {
    const auto document = encode(end);
    co_await sink_.send(document);
}

bridge::Task<void> ServiceWriter::refuse_entry(mapping::Jid seat, mapping::Jid to, std::string id,
                                               bridge::StanzaError error) {
    const auto document = encode_refusal(seat, to, id, error);
    co_await sink_.send(document);
}

} // namespace bascule::xmpp
