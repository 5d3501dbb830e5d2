#include "xmpp_component/codec/message_text.hpp"

#include "mapping/text/html.hpp"
#include "mapping/text/markup.hpp"
#include "mapping/text/styling.hpp"
#include "xmpp_component/codec/features/files.hpp"
#include "xmpp_component/codec/features/message_features.hpp"
#include "xmpp_component/xml/characters.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <array>
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

mapping::MarkupSpan span_of(pugi::xml_node element, const CutBody& body) {
    struct Mark {
        const char* name;
        NodeKind kind;
    };
    static constexpr std::array marks{Mark{"strong", NodeKind::strong}, Mark{"emphasis", NodeKind::emphasis},
                                      Mark{"deleted", NodeKind::deleted}, Mark{"code", NodeKind::code}};
    mapping::MarkupSpan span{body.moved(place_of(element, "start")), body.moved(place_of(element, "end"))};
    for (const auto& mark : marks) {
        if (element.child(mark.name)) {
            span.marks.push_back(mark.kind);
        }
    }
    return span;
}

mapping::MarkupBlock block_of(pugi::xml_node element, NodeKind kind, const CutBody& body) {
    mapping::MarkupBlock block{kind, body.moved(place_of(element, "start")), body.moved(place_of(element, "end"))};
    block.language = attribute_of(element, "language");
    for (const auto item : element.children("li")) {
        block.items.push_back(body.moved(place_of(item, "start")));
    }
    return block;
}

mapping::Markup decode_markup(pugi::xml_node markup, const CutBody& body) {
    mapping::Markup decoded;
    for (const auto child : markup.children()) {
        const std::string_view name = child.name();
        if (name == "span") {
            decoded.spans.push_back(span_of(child, body));
        } else if (name == "bcode") {
            decoded.blocks.push_back(block_of(child, NodeKind::preformatted, body));
        } else if (name == "bquote") {
            decoded.blocks.push_back(block_of(child, NodeKind::quote, body));
        } else if (name == "list") {
            const auto ordered = attribute_of(child, "ordered");
            const bool is_ordered = ordered == "true" || ordered == "1";
            decoded.blocks.push_back(
                block_of(child, is_ordered ? NodeKind::ordered_list : NodeKind::bullet_list, body));
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

std::optional<mapping::RichText> decode_marks(pugi::xml_node message, const CutBody& cut,
                                              const mapping::Message& said) {
    const bool is_emote = said.kind == mapping::MessageKind::emote;
    if (const auto markup = child_in(message, "markup", ns::markup)) {
        return mapping::read_markup(said.body, decode_markup(markup, cut));
    }
    const auto body = child_in(child_in(message, "html", ns::xhtml_im), "body", ns::xhtml);
    if (body && cut.quotation.empty()) { // which it would show as well
        return decode_xhtml(body, is_emote);
    }
    if (child_in(message, "unstyled", ns::styling)) {
        return std::nullopt;
    }
    return mapping::read_styling(said.body);
}

// What is left of the body; of an emote without its mark, which is cut off as well.
mapping::Message words_in(pugi::xml_node message, CutBody& cut) {
    mapping::Message said;
    if (cut.text.starts_with(emote_mark)) {
        said.kind = mapping::MessageKind::emote;
        cut.remove_beginning(emote_mark.size());
    }
    said.body = cut.text;
    auto rich = decode_marks(message, cut, said);
    if (rich && !mapping::is_plain(*rich)) {
        said.rich = std::move(rich);
    }
    return said;
}

// False where nothing is left to go.
bool shorten(mapping::Message& message, std::size_t stanza_bytes, std::size_t most_bytes) {
    if (message.rich) {
        message.rich.reset();
        return true;
    }
    if (message.reply && !message.reply->quotation.empty()) {
        message.reply->quotation.clear();
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
    CutBody whole{text_of(choose_body(message))};
    return words_in(message, whole);
}

mapping::Message decode_said(pugi::xml_node message) {
    auto cut = cut_body(message, text_of(choose_body(message)));
    auto said = words_in(message, cut);
    decode_features(message, cut, said);
    return said;
}

// Not done: a text that itself begins with "/me " looks like an emote to the reader; XEP-0245 knows no escape.
void add_words(pugi::xml_node stanza, const mapping::Message& message) {
    mapping::StyledBody body;
    if (!message.files.empty()) {
        body.text = body_of(message.files.front());
    } else {
        body = message.rich ? mapping::write_styling(*message.rich) : mapping::write_unstyled(message.body);
        if (body.text.find_first_not_of(" \n-|") == std::string::npos) { // marks of nothing, such as an empty table
            body = mapping::write_unstyled(message.body);
        }
        const bool is_emote = message.kind == mapping::MessageKind::emote;
        body.text.insert(0, is_emote ? emote_mark : std::string_view{});
    }
    const auto quotation = message.reply ? message.reply->quotation : std::string{};
    if (!body.text.empty() || !quotation.empty()) {
        set_text(add(stanza, "body"), quotation + body.text);
    }
    if (body.is_unstyled) {
        add(stanza, "unstyled", ns::styling);
    }
    encode_features(stanza, message);
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
