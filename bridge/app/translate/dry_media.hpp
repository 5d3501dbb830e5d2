#pragma once

#include "bridge/ports/media_links.hpp"

#include <string>

namespace bascule::app {

/// Files as they would be named, were they brought across: the media proxy's links at its default address, and ids
/// made of the links.
class DryMedia final : public bridge::MediaLinks {
public:
    explicit DryMedia(std::string homeserver) : homeserver_{std::move(homeserver)} {}

    mapping::Result<mapping::File> for_xmpp(mapping::File file, std::int64_t at_ms) override;
    bridge::Task<mapping::Result<mapping::File>> for_matrix(mapping::File file, mapping::UserId as) override;
    bridge::Task<mapping::Result<mapping::File>> words_for_matrix(std::string words, mapping::UserId as) override;

private:
    std::string made_for(const std::string& what) const;
    std::string homeserver_;
};

} // namespace bascule::app
