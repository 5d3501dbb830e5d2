#include "xmpp_component/codec/muc_user.hpp"

#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <charconv>
#include <system_error>

namespace bascule::xmpp {

std::vector<int> decode_statuses(pugi::xml_node user) {
    std::vector<int> statuses;
    for (const auto status : user.children("status")) {
        const auto text = attribute_of(status, "code");
        int code = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), code);
        if (parsed.ec == std::errc{} && !text.empty()) {
            statuses.push_back(code);
        }
    }
    return statuses;
}

std::string decode_actor(pugi::xml_node item) {
    const auto actor = child_in(item, "actor", ns::muc_user);
    const auto nick = attribute_of(actor, "nick");
    return std::string{nick.empty() ? attribute_of(actor, "jid") : nick};
}

} // namespace bascule::xmpp
