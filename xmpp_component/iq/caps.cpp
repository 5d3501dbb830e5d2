#include "xmpp_component/iq/caps.hpp"

#include "xmpp_component/digest.hpp"

#include <algorithm>
#include <vector>

namespace bascule::xmpp {

// XEP-0115 §5.1; not done: steps of forms, since no puppet has any.
std::string caps_hash(DiscoInfo info) {
    // 2. Sort the identities by category, type, lang.
    // 3. For each, append category/type/lang/name, followed by '<'.
    std::vector<std::string> parts;
    for (const auto& identity : info.identities) {
        parts.push_back(identity.category + '/' + identity.type + "//" + identity.name);
    }
    std::ranges::sort(parts);
    // 4. Sort the features. 5. Append each, followed by '<'.
    std::ranges::sort(info.features);
    std::ranges::copy(info.features, std::back_inserter(parts));
    std::string text;
    for (const auto& part : parts) {
        text += part + '<';
    }
    // 8. Hash it.
    return sha1_base64(text);
}

const std::string& puppet_caps() {
    static const auto hash = caps_hash(puppet_info());
    return hash;
}

} // namespace bascule::xmpp
