#include "xmpp_component/stream/stream_failure.hpp"

#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <array>
#include <string_view>

namespace bascule::xmpp {

namespace {

using Kind = StreamFailure::Kind;

struct Meaning {
    std::string_view condition;
    Kind kind;
    std::string_view words; // `{}` stands for the domain
};

constexpr std::string_view not_configured_words =
    "the XMPP server does not know the component {}; add it to the server's configuration (Prosody: Component \"{}\"; "
    "ejabberd: hosts of an ejabberd_service listener) and restart the server";

// RFC 6120 §4.9.3
constexpr std::array meanings{
    Meaning{"not-authorized", Kind::not_authorized,
            "the XMPP server refused the secret for {}; xmpp.secret must equal component_secret (Prosody) or password "
            "(ejabberd, which says the same where it does not know the component at all)"},
    Meaning{"host-unknown", Kind::not_configured, not_configured_words},
    Meaning{"improper-addressing", Kind::not_configured, not_configured_words},
    Meaning{"conflict", Kind::conflict,
            "the XMPP server already has a connection for {}; stop the other bridge, or give this one a component of "
            "its own"},
    Meaning{"system-shutdown", Kind::shutdown, "the XMPP server is shutting down"},
    Meaning{"reset", Kind::shutdown, "the XMPP server asks to connect again"},
    Meaning{"connection-timeout", Kind::lost, "the XMPP server had not heard from us for too long"},
    Meaning{"not-well-formed", Kind::refused, "the XMPP server could not read a stanza of ours, or found it too big"},
    Meaning{"invalid-from", Kind::refused, "the XMPP server refused the sender address of a stanza of ours"},
    Meaning{"policy-violation", Kind::refused, "the XMPP server's policy forbids what we sent"},
};

std::string with_domain(std::string_view words, const std::string& domain) {
    std::string result;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (words.substr(at, 2) == "{}") {
            result += domain;
            ++at;
        } else {
            result += words[at];
        }
    }
    return result;
}

} // namespace

StreamFailure failure_of(pugi::xml_node stream_error, const std::string& domain) {
    const auto text = text_of(child_in(stream_error, "text", ns::stream_errors));
    const auto said = text.empty() ? std::string{} : " (it says: " + text + ")";
    for (const auto& meaning : meanings) {
        if (child_in(stream_error, meaning.condition, ns::stream_errors)) {
            return {.kind = meaning.kind, .words = with_domain(meaning.words, domain) + said};
        }
    }
    const std::string condition = first_element(stream_error).name();
    return {.kind = Kind::refused, .words = "the XMPP server closed the stream with " + condition + said};
}

StreamFailure closed_without_words(const std::string& domain) {
    return {.kind = Kind::not_configured,
            .words = "the XMPP server closed the connection without a word, most likely because " +
                     with_domain(not_configured_words, domain)};
}

} // namespace bascule::xmpp
