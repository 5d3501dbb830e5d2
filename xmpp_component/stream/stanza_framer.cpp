#include "xmpp_component/stream/stanza_framer.hpp"

#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <expat.h>

#include <new>
#include <utility>

namespace bascule::xmpp {

namespace {

// Expat puts it between a namespace and a local name; no namespace can contain it, since XML cannot.
constexpr char separator = '\x01';

struct QualifiedName {
    std::string_view ns;
    std::string_view local;
};

QualifiedName split(std::string_view name) {
    const auto at = name.find(separator);
    if (at == std::string_view::npos) {
        return {.ns = {}, .local = name};
    }
    return {.ns = name.substr(0, at), .local = name.substr(at + 1)};
}

int count_attributes(const char** attributes) {
    int count = 0;
    while (attributes[2 * count] != nullptr) {
        ++count;
    }
    return count;
}

std::string_view find_attribute(const char** attributes, std::string_view name) {
    for (; *attributes != nullptr; attributes += 2) {
        if (*attributes == name) {
            return attributes[1];
        }
    }
    return {};
}

// Not done: attributes of other namespaces than xml; no XEP in use has any.
void copy_attributes(pugi::xml_node element, const char** attributes) {
    for (; *attributes != nullptr; attributes += 2) {
        const auto name = split(*attributes);
        if (name.ns == ns::xml) {
            set(element, ("xml:" + std::string{name.local}).c_str(), attributes[1]);
        } else if (name.ns.empty()) {
            set(element, *attributes, attributes[1]);
        }
    }
}

pugi::xml_node append(pugi::xml_node parent, const char* name, const char** attributes) {
    const auto qualified = split(name);
    const auto ns = qualified.ns == ns::component ? std::string_view{ns::client} : qualified.ns;
    const bool inherits = parent.type() == pugi::node_element && namespace_of(parent) == ns;
    auto element = add(parent, std::string{qualified.local}.c_str());
    if (!inherits) {
        set(element, "xmlns", ns);
    }
    copy_attributes(element, attributes);
    return element;
}

} // namespace

struct StanzaFramer::Calls {
    static StanzaFramer& of(void* framer) { return *static_cast<StanzaFramer*>(framer); }
    static void start(void* framer, const char* name, const char** attributes) {
        of(framer).on_start(name, attributes);
    }
    static void end(void* framer, const char* /*name*/) { of(framer).on_end(); }
    static void text(void* framer, const char* text, int length) {
        of(framer).on_text({text, static_cast<std::size_t>(length)});
    }
    static void doctype(void* framer, const char*, const char*, const char*, int) {
        of(framer).refuse("a document type declaration");
    }
    static void instruction(void* framer, const char*, const char*) { of(framer).refuse("a processing instruction"); }
    static void comment(void* framer, const char*) { of(framer).refuse("a comment"); }
};

void StanzaFramer::Release::operator()(XML_ParserStruct* parser) const noexcept {
    XML_ParserFree(parser);
}

StanzaFramer::StanzaFramer(FramerLimits limits, StanzaSieve::Filter is_wanted)
    : limits_{limits}, sieve_{std::move(is_wanted)}, parser_{XML_ParserCreateNS("UTF-8", separator)} {
    if (!parser_) {
        throw std::bad_alloc{};
    }
    auto* parser = parser_.get();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, Calls::start, Calls::end);
    XML_SetCharacterDataHandler(parser, Calls::text);
    XML_SetStartDoctypeDeclHandler(parser, Calls::doctype);
    XML_SetProcessingInstructionHandler(parser, Calls::instruction);
    XML_SetCommentHandler(parser, Calls::comment);
#ifdef BASCULE_EXPAT_DEFERS
    // Deferral may keep back a stanza that is whole until more bytes come, and on a stream none may come.
    XML_SetReparseDeferralEnabled(parser, XML_FALSE);
#endif
}

mapping::Result<void> StanzaFramer::feed(std::string_view bytes) {
    if (!refusal_.empty()) {
        return mapping::Error{refusal_};
    }
    bytes = sieve_.sift(bytes);
    fed_bytes_ += bytes.size();
    const auto status = XML_Parse(parser_.get(), bytes.data(), static_cast<int>(bytes.size()), XML_FALSE);
    if (status == XML_STATUS_ERROR && refusal_.empty()) {
        refusal_ = XML_ErrorString(XML_GetErrorCode(parser_.get()));
    }
    const auto parsed = static_cast<std::size_t>(XML_GetCurrentByteIndex(parser_.get()));
    if (refusal_.empty() && fed_bytes_ - parsed > limits_.tag_bytes) {
        refusal_ = "a tag of more than " + std::to_string(limits_.tag_bytes) + " bytes";
    }
    if (!refusal_.empty()) {
        return mapping::Error{refusal_};
    }
    return {};
}

std::vector<Stanza> StanzaFramer::take() {
    return std::exchange(whole_, {});
}

void StanzaFramer::on_start(const char* name, const char** attributes) {
    if (!refusal_.empty()) {
        return;
    }
    ++depth_;
    if (depth_ == 1) {
        open_stream(name, attributes);
    } else if (depth_ == 2) {
        begin_stanza(name, attributes);
    } else if (!stanza_->is_over_limits) {
        add_element(name, attributes);
    }
}

void StanzaFramer::on_end() {
    if (!refusal_.empty()) {
        return;
    }
    --depth_;
    if (depth_ == 0) {
        is_closed_ = true;
    } else if (depth_ == 1) {
        end_stanza();
    } else if (!stanza_->is_over_limits) {
        flush_text();
        current_ = current_.parent();
    }
}

void StanzaFramer::on_text(std::string_view text) {
    // Between stanzas there is white space only (RFC 6120 §4.6.1).
    if (!refusal_.empty() || depth_ < 2 || stanza_->is_over_limits) {
        return;
    }
    text_ += text;
    if (is_over_size(text.size())) {
        give_up_tree();
    }
}

void StanzaFramer::refuse(std::string reason) {
    if (refusal_.empty()) {
        refusal_ = std::move(reason);
        XML_StopParser(parser_.get(), XML_FALSE);
    }
}

void StanzaFramer::open_stream(const char* name, const char** attributes) {
    const auto qualified = split(name);
    if (qualified.ns != ns::streams || qualified.local != "stream") {
        refuse("no XMPP stream, it begins with <" + std::string{qualified.local} + ">");
        return;
    }
    header_ = StreamHeader{.id = std::string{find_attribute(attributes, "id")},
                           .from = std::string{find_attribute(attributes, "from")}};
}

void StanzaFramer::begin_stanza(const char* name, const char** attributes) {
    stanza_began_ = static_cast<std::size_t>(XML_GetCurrentByteIndex(parser_.get()));
    stanza_.emplace();
    current_ = append(stanza_->document, name, attributes);
    if (count_attributes(attributes) > limits_.attributes) {
        give_up_tree();
    }
}

void StanzaFramer::add_element(const char* name, const char** attributes) {
    const int depth_in_stanza = depth_ - 1;
    if (depth_in_stanza > limits_.depth || count_attributes(attributes) > limits_.attributes || is_over_size()) {
        give_up_tree();
        return;
    }
    flush_text();
    current_ = append(current_, name, attributes);
}

void StanzaFramer::end_stanza() {
    if (!stanza_->is_over_limits && is_over_size()) {
        give_up_tree();
    } else if (!stanza_->is_over_limits) {
        flush_text();
    }
    whole_.push_back(std::move(*stanza_));
    stanza_.reset();
    current_ = {};
}

void StanzaFramer::flush_text() {
    if (!text_.empty()) {
        set_text(current_, text_);
        text_.clear();
    }
}

// Keeps what an error answer needs.
void StanzaFramer::give_up_tree() {
    Stanza head;
    head.is_over_limits = true;
    auto copy = head.document.append_child(stanza_->root().name());
    for (const char* name : {"xmlns", "from", "to", "type", "id"}) {
        if (const auto attribute = stanza_->root().attribute(name)) {
            copy.append_copy(attribute);
        }
    }
    stanza_ = std::move(head);
    current_ = {};
    text_.clear();
    text_.shrink_to_fit();
}

bool StanzaFramer::is_over_size(std::size_t ahead) const {
    const auto at = static_cast<std::size_t>(XML_GetCurrentByteIndex(parser_.get()));
    return at + ahead - stanza_began_ > limits_.stanza_bytes;
}

} // namespace bascule::xmpp
