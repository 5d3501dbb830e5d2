#include "xmpp_component/stream/handshake.hpp"

#include "xmpp_component/digest.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/tree.hpp"

namespace bascule::xmpp {

std::string Handshake::open() {
    state_ = State::opening;
    pugi::xml_document document;
    auto stream = add(document, "stream:stream", ns::component);
    set(stream, "xmlns:stream", ns::streams);
    set(stream, "to", domain_.str());
    auto empty_element = serialize(stream);
    // A stream is an element that stays open.
    empty_element.erase(empty_element.rfind('/'), 1);
    return "<?xml version='1.0'?>" + empty_element;
}

std::string Handshake::prove(const StreamHeader& header) {
    state_ = State::proving;
    return "<handshake>" + sha1_hex(header.id + secret_) + "</handshake>";
}

std::optional<StreamFailure> Handshake::judge(pugi::xml_node element) {
    if (is_element(element, "error", ns::streams)) {
        return failure_of(element, domain_.str());
    }
    if (state_ == State::proving && is_element(element, "handshake", ns::client)) {
        state_ = State::accepted;
        return std::nullopt;
    }
    const std::string name = element.name();
    return StreamFailure{.kind = StreamFailure::Kind::ill_formed,
                         .words = "what answers is no component port of an XMPP server: it sent <" + name + ">"};
}

StreamFailure Handshake::ended() const {
    if (state_ == State::accepted) {
        return {.kind = StreamFailure::Kind::lost, .words = "the XMPP server closed the connection"};
    }
    return closed_without_words(domain_.str());
}

} // namespace bascule::xmpp
