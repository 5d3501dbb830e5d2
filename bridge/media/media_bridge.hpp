#pragma once

#include "bridge/media/homeserver_files.hpp"
#include "bridge/media/remote_files.hpp"
#include "bridge/media/signed_links.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/media_links.hpp"

#include <chrono>
#include <utility>

namespace bascule::media {

/// Files on both sides: what is the homeserver's becomes a link of the proxy, and what XMPP links to is fetched and
/// uploaded.
class MediaBridge final : public bridge::MediaLinks {
public:
    /// All must outlive it. `link_ttl`: how long links are good for, at least.
    MediaBridge(const SignedLinks& links, HomeserverFiles& homeserver, RemoteFiles& remote, bridge::Clock now,
                std::chrono::milliseconds link_ttl)
        : links_{links}, homeserver_{homeserver}, remote_{remote}, now_{std::move(now)}, link_ttl_{link_ttl} {}

    mapping::Result<mapping::File> for_xmpp(mapping::File file, std::int64_t at_ms) override;
    Task<mapping::Result<mapping::File>> for_matrix(mapping::File file, mapping::UserId as) override;
    Task<mapping::Result<mapping::File>> words_for_matrix(std::string words, mapping::UserId as) override;

private:
    std::int64_t end_of_link(std::int64_t at_ms) const;

    const SignedLinks& links_;
    HomeserverFiles& homeserver_;
    RemoteFiles& remote_;
    bridge::Clock now_;
    std::chrono::milliseconds link_ttl_;
};

} // namespace bascule::media
