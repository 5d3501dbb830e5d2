#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "mapping/jid.hpp"

#include <pugixml.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bascule::xmpp {

/// Which requests a handler answers.
struct IqKey {
    enum class Type { get, set };
    Type type = Type::get;
    std::string ns;
    std::string element;
    /// Only those to addresses of this kind; they come before a handler of all kinds.
    std::optional<bridge::Addressee::Kind> kind{};
    friend auto operator<=>(const IqKey&, const IqKey&) = default;
};

/// A request to one of our addresses that exists.
struct IqRequest {
    mapping::Jid from;
    mapping::Jid to;
    bridge::Addressee addressee;
    pugi::xml_node payload; ///< valid while the handler runs
};

/// What goes into the answer: elements, or an error and what stands within it (RFC 6120 §8.3.4).
struct IqAnswer {
    pugi::xml_document payload;
    std::optional<bridge::StanzaError> error;
};

/// Pure: all that it needs it was given when it was registered, or stands in the request.
using IqHandler = std::function<IqAnswer(const IqRequest&)>;
/// One that has to ask the core. Throws Outage; the asker is then told to try again.
using SlowIqHandler = std::function<bridge::Task<IqAnswer>(IqRequest)>;

/// Who answers what. Each XEP registers itself.
class IqTable {
public:
    /// Throws std::logic_error where two want the same requests.
    void add(IqKey key, IqHandler handler);
    void add_slow(IqKey key, SlowIqHandler handler);
    /// Requests of this key whose `node` begins so (XEP-0030 §3.2) go there first.
    void add_at_nodes(IqKey key, std::string beginning, SlowIqHandler handler);
    /// A handler's answer; service-unavailable where there is none (RFC 6120 §8.4), item-not-found where there is
    /// nobody, remote-server-timeout where that cannot be found out.
    bridge::Task<IqAnswer> answer(IqKey key, IqRequest request) const;

private:
    struct NodeHandler {
        IqKey key;
        std::string beginning;
        SlowIqHandler handler;
    };
    const SlowIqHandler* find(IqKey key, const IqRequest& request) const;

    std::map<IqKey, SlowIqHandler> handlers_;
    std::vector<NodeHandler> node_handlers_;
};

/// An answer that is an error.
IqAnswer refuse(std::string_view condition, std::string text = {});

} // namespace bascule::xmpp
