#include "xmpp_component/codec/features/mentions.hpp"

#include "mapping/conversation/names_in_text.hpp"
#include "mapping/jid.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <cctype>
#include <string>
#include <string_view>

namespace bascule::xmpp {

namespace {

using mapping::Mention;

constexpr std::size_t most_mentions = 100;
constexpr std::string_view scheme = "xmpp:";

int digit_of(char one) {
    const auto letter = static_cast<unsigned char>(one);
    if (std::isdigit(letter) != 0) {
        return one - '0';
    }
    return std::isxdigit(letter) != 0 ? std::tolower(letter) - 'a' + 10 : -1;
}

// RFC 5122: what is percent-encoded in an address, without its query and fragment.
std::string address_in(std::string_view uri) {
    if (!uri.starts_with(scheme)) {
        return {};
    }
    uri = uri.substr(scheme.size(), uri.find_first_of("?#") - scheme.size());
    std::string address;
    for (std::size_t at = 0; at < uri.size(); ++at) {
        const bool is_escape =
            uri[at] == '%' && at + 2 < uri.size() && digit_of(uri[at + 1]) >= 0 && digit_of(uri[at + 2]) >= 0;
        address += is_escape ? static_cast<char>(digit_of(uri[at + 1]) * 16 + digit_of(uri[at + 2])) : uri[at];
        at += is_escape ? 2 : 0;
    }
    return address;
}

// What a URI may hold as it is (RFC 5122 §2.2, without what divides it).
std::string uri_of(std::string_view address) {
    static constexpr std::string_view hex = "0123456789ABCDEF";
    static constexpr std::string_view safe = "-._~!$'()*+,;=:@/&";
    std::string uri{scheme};
    for (const char one : address) {
        const auto byte = static_cast<unsigned char>(one);
        if (std::isalnum(byte) != 0 || safe.find(one) != std::string_view::npos) {
            uri += one;
        } else {
            uri += '%';
            uri += hex[byte / 16];
            uri += hex[byte % 16];
        }
    }
    return uri;
}

mapping::Span part_in(pugi::xml_node element, const CutBody& body) {
    const auto begin = place_of(element, "begin");
    const auto end = place_of(element, "end");
    const auto length = mapping::code_points(body.text);
    if (begin == std::string_view::npos || end == std::string_view::npos || begin >= end) {
        return {};
    }
    const mapping::Span part{body.moved(begin), body.moved(end)};
    return part.end > length ? mapping::Span{} : part;
}

void add_mention(mapping::Message& said, Mention mention) {
    for (auto& known : said.mentions) { // both elements may speak of one name
        if (known.who == mention.who || (!known.at.is_empty() && known.at == mention.at)) {
            return;
        }
    }
    if (!mention.who.empty() && said.mentions.size() < most_mentions) {
        said.mentions.push_back(std::move(mention));
    }
}

// Where the words of the mention stand in the body as it is written; marks may have moved them.
mapping::Span found_in(std::string_view body, const mapping::Message& said, const Mention& mention) {
    const auto words = mapping::part_of(said.body, mention.at);
    if (words.empty()) {
        return {};
    }
    const auto own = body.find(said.body);
    if (own != std::string_view::npos) {
        const auto before = mapping::code_points(body.substr(0, own));
        return {before + mention.at.begin, before + mention.at.end};
    }
    const auto at = body.find(words, said.reply ? said.reply->quotation.size() : 0);
    if (at == std::string_view::npos) {
        return {};
    }
    const auto begin = mapping::code_points(body.substr(0, at));
    return {begin, begin + mapping::code_points(words)};
}

void set_part(pugi::xml_node element, mapping::Span part) {
    if (!part.is_empty()) {
        set(element, "begin", std::to_string(part.begin));
        set(element, "end", std::to_string(part.end));
    }
}

} // namespace

void decode_mentions(pugi::xml_node message, const CutBody& body, mapping::Message& said) {
    for (const auto child : message.children("mention")) {
        if (namespace_of(child) != ns::mentions) {
            continue;
        }
        if (attribute_of(child, "mentions") == ns::mentions_channel) {
            said.mentions_room = child_in(child, "noping", ns::mentions).empty();
            continue;
        }
        const auto jid = attribute_of(child, "jid");
        const auto occupant = attribute_of(child, "occupantid");
        const auto by = jid.empty() ? Mention::By::occupant_id : Mention::By::jid;
        add_mention(said, {by, std::string{jid.empty() ? occupant : jid}, part_in(child, body), std::string{occupant}});
    }
    for (const auto child : message.children("reference")) {
        if (namespace_of(child) == ns::reference && attribute_of(child, "type") == "mention") {
            add_mention(said, {Mention::By::jid, address_in(attribute_of(child, "uri")), part_in(child, body)});
        }
    }
}

void encode_mentions(pugi::xml_node stanza, const mapping::Message& said) {
    const auto body = text_of(stanza.child("body"));
    for (const auto& mention : said.mentions) {
        if (mention.by != Mention::By::jid) {
            continue;
        }
        const auto part = found_in(body, said, mention);
        auto reference = add(stanza, "reference", ns::reference);
        set(reference, "type", "mention");
        set_part(reference, part);
        set(reference, "uri", uri_of(mention.who));
        auto element = add(stanza, "mention", ns::mentions);
        if (mention.occupant_id.empty()) {
            set(element, "jid", mention.who);
        } else {
            set(element, "occupantid", mention.occupant_id);
        }
        set_part(element, part);
    }
    if (said.mentions_room) {
        set(add(stanza, "mention", ns::mentions), "mentions", ns::mentions_channel);
    }
}

} // namespace bascule::xmpp
