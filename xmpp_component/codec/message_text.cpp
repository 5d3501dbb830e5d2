#include "xmpp_component/codec/message_text.hpp"

#include "mapping/text/html.hpp"
#include "mapping/text/markup.hpp"
#include "mapping/text/styling.hpp"
#include "xmpp_component/xml/characters.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

namespace bascule::xmpp {

namespace {

using mapping::NodeKind;

constexpr std::string_view emote_mark = "/me "; // XEP-0245 §3

// RFC 6121 §5.2.3: of bodies in several languages the one without, else the first.
pugi::xml_node choose_body(pugi::xml_node message) {
    pugi::xml_node chosen;
    for (const auto child : message.children("body")) {
        if (namespace_of(child) != ns::client) {
            continue;
        }
        if (!child.attribute("xml:lang")) {
            return child;
        }
        if (!chosen) {
            chosen = child;
        }
    }
    return chosen;
}

// A code point, in an emote counted from behind its mark. What is no number is beyond any text.
std::size_t place_in(pugi::xml_node element, const char* name, std::size_t skipped) {
    const auto text = attribute_of(element, name);
    std::size_t place = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), place);
    const bool is_number = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return is_number && place >= skipped ? place - skipped : std::string_view::npos;
}

mapping::MarkupSpan span_of(pugi::xml_node element, std::size_t skipped) {
    struct Mark {
        const char* name;
        NodeKind kind;
    };
    static constexpr std::array marks{Mark{"strong", NodeKind::strong}, Mark{"emphasis", NodeKind::emphasis},
                                      Mark{"deleted", NodeKind::deleted}, Mark{"code", NodeKind::code}};
    mapping::MarkupSpan span{place_in(element, "start", skipped), place_in(element, "end", skipped)};
    for (const auto& mark : marks) {
        if (element.child(mark.name)) {
            span.marks.push_back(mark.kind);
        }
    }
    return span;
}

mapping::MarkupBlock block_of(pugi::xml_node element, NodeKind kind, std::size_t skipped) {
    mapping::MarkupBlock block{kind, place_in(element, "start", skipped), place_in(element, "end", skipped)};
    block.language = attribute_of(element, "language");
    for (const auto item : element.children("li")) {
        block.items.push_back(place_in(item, "start", skipped));
    }
    return block;
}

mapping::Markup decode_markup(pugi::xml_node markup, std::size_t skipped) {
    mapping::Markup decoded;
    for (const auto child : markup.children()) {
        const std::string_view name = child.name();
        if (name == "span") {
            decoded.spans.push_back(span_of(child, skipped));
        } else if (name == "bcode") {
            decoded.blocks.push_back(block_of(child, NodeKind::preformatted, skipped));
        } else if (name == "bquote") {
            decoded.blocks.push_back(block_of(child, NodeKind::quote, skipped));
        } else if (name == "list") {
            const auto ordered = attribute_of(child, "ordered");
            const bool is_ordered = ordered == "true" || ordered == "1";
            decoded.blocks.push_back(
                block_of(child, is_ordered ? NodeKind::ordered_list : NodeKind::bullet_list, skipped));
        }
    }
    return decoded;
}

// XEP-0071 §4: its body says the same as the plain one, with the emote's mark.
std::optional<mapping::RichText> decode_xhtml(pugi::xml_node body, bool is_emote) {
    auto rich = mapping::read_html(serialize(body));
    if (!rich || rich->blocks.empty() || !is_emote) {
        return rich;
    }
    auto& first = rich->blocks.front().children;
    const bool has_mark = !first.empty() && first.front().text.starts_with(emote_mark);
    if (has_mark) {
        first.front().text.erase(0, emote_mark.size());
    }
    return rich;
}

std::optional<mapping::RichText> decode_marks(pugi::xml_node message, const mapping::Message& said) {
    const bool is_emote = said.kind == mapping::MessageKind::emote;
    if (const auto markup = child_in(message, "markup", ns::markup)) {
        return mapping::read_markup(said.body, decode_markup(markup, is_emote ? emote_mark.size() : 0));
    }
    if (const auto body = child_in(child_in(message, "html", ns::xhtml_im), "body", ns::xhtml)) {
        return decode_xhtml(body, is_emote);
    }
    if (child_in(message, "unstyled", ns::styling)) {
        return std::nullopt;
    }
    return mapping::read_styling(said.body);
}

// False where nothing is left to go.
bool shorten(mapping::Message& message, std::size_t stanza_bytes, std::size_t most_bytes) {
    if (message.rich) {
        message.rich.reset();
        return true;
    }
    auto shorter = shortened_in(stanza_bytes, message.body, most_bytes);
    const bool is_shorter = shorter.size() < message.body.size();
    message.body = std::move(shorter);
    return is_shorter;
}

} // namespace

bool has_words(pugi::xml_node message) {
    return !choose_body(message).empty();
}

mapping::Message decode_words(pugi::xml_node message) {
    mapping::Message said{mapping::MessageKind::text, text_of(choose_body(message))};
    if (said.body.starts_with(emote_mark)) {
        said.kind = mapping::MessageKind::emote;
        said.body.erase(0, emote_mark.size());
    }
    auto rich = decode_marks(message, said);
    if (rich && !mapping::is_plain(*rich)) {
        said.rich = std::move(rich);
    }
    return said;
}

// Not done: a text that itself begins with "/me " looks like an emote to the reader; XEP-0245 knows no escape.
void add_words(pugi::xml_node stanza, const mapping::Message& message) {
    auto body = message.rich ? mapping::write_styling(*message.rich) : mapping::write_unstyled(message.body);
    if (body.text.find_first_not_of(" \n-|") == std::string::npos) { // marks of nothing, such as an empty table
        body = mapping::write_unstyled(message.body);
    }
    const bool is_emote = message.kind == mapping::MessageKind::emote;
    set_text(add(stanza, "body"), (is_emote ? std::string{emote_mark} : std::string{}) + body.text);
    if (body.is_unstyled) {
        add(stanza, "unstyled", ns::styling);
    }
}

pugi::xml_document encode_shortened(mapping::Message& words, std::size_t most_bytes,
                                    const std::function<pugi::xml_document()>& encode) {
    for (;;) {
        auto document = encode();
        const auto size = serialize(document.document_element()).size();
        if (size <= most_bytes || !shorten(words, size, most_bytes)) {
            return document;
        }
    }
}

} // namespace bascule::xmpp
