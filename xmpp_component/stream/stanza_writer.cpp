#include "xmpp_component/stream/stanza_writer.hpp"

#include "xmpp_component/xml/characters.hpp"
#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

namespace {

constexpr std::size_t shortest_cut = 1024; // where no text has more than this, to cut it would not help

pugi::xml_node longest_text(pugi::xml_node element) {
    pugi::xml_node longest;
    const auto compare = [&](pugi::xml_node candidate) {
        if (std::string_view{candidate.value()}.size() > std::string_view{longest.value()}.size()) {
            longest = candidate;
        }
    };
    for (const auto child : element.children()) {
        compare(child.type() == pugi::node_element ? longest_text(child) : child);
    }
    return longest;
}

} // namespace

mapping::Result<std::string> StanzaWriter::write(pugi::xml_node stanza) const {
    const std::string_view name = stanza.name();
    if (name != "message" && name != "presence" && name != "iq") {
        return mapping::Error{"no stanza: <" + std::string{name} + ">"};
    }
    const auto from = mapping::Jid::parse(attribute_of(stanza, "from"));
    if (!from || from->domain() != domain_.domain()) {
        return mapping::Error{"the sender of a stanza must be an address at " + domain_.str()};
    }
    const auto to = mapping::Jid::parse(attribute_of(stanza, "to"));
    if (!to) {
        return mapping::Error{"the addressee of a stanza: " + to.error().reason};
    }
    auto text = serialize(stanza);
    if (text.size() > most_bytes_ && name != "iq") {
        text = shortened_text(stanza, std::move(text));
    }
    if (text.size() > most_bytes_) {
        return mapping::Error{"a stanza of " + std::to_string(text.size()) + " bytes is over the limit of " +
                              std::to_string(most_bytes_)};
    }
    return {boost::system::in_place_value, std::move(text)};
}

// The longest text gives way, such as a reason or a topic, so that what it belongs to still gets there.
std::string StanzaWriter::shortened_text(pugi::xml_node stanza, std::string text) const {
    pugi::xml_document copy;
    copy.append_copy(stanza);
    while (text.size() > most_bytes_) {
        auto longest = longest_text(copy);
        const std::string_view before = longest.value();
        if (before.size() < shortest_cut) {
            break;
        }
        longest.set_value(shortened(before, before.size() / 2).c_str());
        text = serialize(copy.document_element());
    }
    return text;
}

} // namespace bascule::xmpp
