#pragma once

#include "bridge/ports/xmpp_inbox.hpp"

#include <pugixml.hpp>

#include <functional>
#include <map>
#include <string>
#include <utility>

namespace bascule::xmpp {

/// Who takes messages that say something to the bridge itself, and nothing to people: by the element that says it. Each
/// XEP registers itself.
class MessageHandlers {
public:
    /// Must return at once; the element is valid while it runs.
    using Handler = std::function<void(const bridge::StanzaHead& head, pugi::xml_node element)>;

    void add(std::string ns, std::string element, Handler handler);
    /// True where somebody has taken the message.
    bool take(pugi::xml_node message) const;

private:
    std::map<std::pair<std::string, std::string>, Handler> handlers_; // by namespace and element
};

} // namespace bascule::xmpp
