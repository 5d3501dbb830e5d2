#include "bridge/finding/link_translator.hpp"

#include "bridge/address_uri.hpp"
#include "mapping/links.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace bascule::bridge {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_links = 20;
constexpr std::array matrix_beginnings{"https://matrix.to/#/"sv, "matrix:"sv};
constexpr std::array xmpp_beginnings{"xmpp:"sv};

// A link to what was said, or with an action that the other side does not know.
bool says_more_than_an_address(std::string_view link) {
    return link.find("/$") != std::string_view::npos || link.find("/%24") != std::string_view::npos ||
           link.find("/e/") != std::string_view::npos || link.find("/event/") != std::string_view::npos;
}

// Of the queries of XEP-0147 those that say no more than the address itself.
bool has_plain_query(std::string_view link) {
    const auto query = link.substr(std::min(link.find('?'), link.size()));
    return (query.empty() || query == "?join" || query == "?message") && link.find('#') == std::string_view::npos;
}

// Where links may stand in formatted text. Who is mentioned is named by the text, and his link is no link to follow.
void collect_texts(std::vector<mapping::RichNode>& nodes, std::vector<std::string*>& texts) {
    for (auto& node : nodes) {
        if (node.kind == mapping::NodeKind::text) {
            texts.push_back(&node.text);
        } else if (node.kind == mapping::NodeKind::link && !mapping::is_mention(node.value)) {
            texts.push_back(&node.value);
        }
        collect_texts(node.children, texts);
    }
}

std::vector<std::string*> texts_with(mapping::Message& message, std::span<const std::string_view> beginnings) {
    std::vector<std::string*> texts;
    if (message.rich) {
        collect_texts(message.rich->blocks, texts);
    }
    std::erase_if(texts, [&](const std::string* text) { return mapping::links_in(*text, beginnings, 1).empty(); });
    texts.resize(std::min(texts.size(), most_links));
    return texts;
}

std::size_t code_points_in(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char one) { return (static_cast<unsigned char>(one) & 0xC0U) != 0x80U; }));
}

} // namespace

LinkTranslator::LinkTranslator(AddressResolver& addresses, Portals& portals, std::string homeserver)
    : addresses_{addresses}, portals_{portals}, homeserver_{std::move(homeserver)} {}

Task<LinkTranslator::Found> LinkTranslator::found_for_xmpp(std::string text) {
    Found found{mapping::links_in(text, matrix_beginnings, most_links), {}};
    for (const auto& link : found.links) {
        auto uri = co_await xmpp_uri_for(text.substr(link.at, link.length));
        found.translated.push_back(std::move(uri));
    }
    co_return found;
}

Task<LinkTranslator::Found> LinkTranslator::found_for_matrix(std::string text) {
    Found found{mapping::links_in(text, xmpp_beginnings, most_links), {}};
    for (const auto& link : found.links) {
        auto url = co_await matrix_to_for(text.substr(link.at, link.length));
        found.translated.push_back(std::move(url));
    }
    co_return found;
}

// Where people are named in the body moves with the links before it; who is named within a link has no place any more.
void LinkTranslator::replace_in(mapping::Message& message, const Found& found) {
    for (auto& mention : message.mentions) {
        auto moved = mention.at;
        for (std::size_t number = 0; number < found.links.size(); ++number) {
            const auto& link = found.links[number];
            if (!found.translated[number] || mention.at.is_empty()) {
                continue;
            }
            const auto begin = code_points_in(std::string_view{message.body}.substr(0, link.at));
            const auto length = code_points_in(std::string_view{message.body}.substr(link.at, link.length));
            if (begin + length <= mention.at.begin) {
                const auto now = code_points_in(*found.translated[number]);
                moved.begin = moved.begin + now - length;
                moved.end = moved.end + now - length;
            } else if (begin < mention.at.end) {
                moved = {};
                break;
            }
        }
        mention.at = moved;
    }
    message.body = mapping::with_links_replaced(message.body, found.links, found.translated);
}

Task<std::string> LinkTranslator::for_xmpp(std::string text) {
    const auto found = co_await found_for_xmpp(text);
    co_return mapping::with_links_replaced(text, found.links, found.translated);
}

Task<std::string> LinkTranslator::for_matrix(std::string text) {
    const auto found = co_await found_for_matrix(text);
    co_return mapping::with_links_replaced(text, found.links, found.translated);
}

Task<mapping::Message> LinkTranslator::for_xmpp(mapping::Message message) {
    const auto found = co_await found_for_xmpp(message.body);
    replace_in(message, found);
    for (auto* const text : texts_with(message, matrix_beginnings)) {
        *text = co_await for_xmpp(std::move(*text));
    }
    co_return message;
}

Task<mapping::Message> LinkTranslator::for_matrix(mapping::Message message) {
    const auto found = co_await found_for_matrix(message.body);
    replace_in(message, found);
    for (auto* const text : texts_with(message, xmpp_beginnings)) {
        *text = co_await for_matrix(std::move(*text));
    }
    co_return message;
}

Task<LinkTranslator::Translated> LinkTranslator::xmpp_uri_for(std::string link) {
    const auto address = address_text_from(link);
    if (!address || says_more_than_an_address(link)) {
        co_return std::nullopt;
    }
    if (auto room = mapping::RoomId::parse(address->id)) {
        const auto portal = co_await portals_.of_room(std::move(*room));
        if (!portal || portal->kind == PortalKind::direct) {
            co_return std::nullopt;
        }
        co_return muc_uri_of(portal->address);
    }
    const auto resolved = co_await addresses_.resolve(address->id, Hint::none);
    const auto jid = mapping::Jid::parse(resolved ? resolved->address : "");
    if (!jid || resolved->kind == AddressKind::occupant || resolved->kind == AddressKind::bridge) {
        co_return std::nullopt;
    }
    const auto is_room = resolved->kind == AddressKind::alias || resolved->kind == AddressKind::gateway_room;
    auto uri = is_room ? muc_uri_of(*jid) : xmpp_uri_of(*jid);
    co_return uri;
}

Task<LinkTranslator::Translated> LinkTranslator::matrix_to_for(std::string link) {
    const auto address = address_text_from(link);
    const auto jid = mapping::Jid::parse(address ? address->id : "");
    if (!jid || jid->local().empty() || !jid->is_bare() || !has_plain_query(link)) {
        co_return std::nullopt;
    }
    const auto resolved = co_await addresses_.resolve(link, Hint::none);
    if (!resolved || resolved->kind == AddressKind::occupant) {
        co_return std::nullopt;
    }
    auto url = matrix_to_link_of(resolved->address);
    if (resolved->address.starts_with('!')) { // CS API, "Routing": such an id does not say where the room is
        url += "?via=" + homeserver_;
    }
    co_return url;
}

} // namespace bascule::bridge
