#include "bridge/app/translate/dry_media.hpp"

#include "mapping/mxc.hpp"
#include "mapping/sha256.hpp"

#include <string_view>

namespace bascule::app {

namespace {

constexpr const char* proxy = "http://127.0.0.1:9011/media/";
constexpr std::string_view scheme = "mxc://";

} // namespace

mapping::Result<mapping::File> DryMedia::for_xmpp(mapping::File file, std::int64_t /*at_ms*/) {
    if (file.is_encrypted) {
        return mapping::Error{"it is encrypted"};
    }
    const auto uri = mapping::mxc_uri_from(file.source);
    if (!uri) {
        return mapping::Error{"its mxc: URI is none: \"" + file.source + '"'};
    }
    file.source = proxy + uri->path();
    if (file.thumbnail) {
        const auto small = mapping::mxc_uri_from(file.thumbnail->source);
        if (small) {
            file.thumbnail->source = proxy + small->path();
        } else {
            file.thumbnail.reset();
        }
    }
    return file;
}

std::string DryMedia::made_for(const std::string& what) const {
    return std::string{scheme} + homeserver_ + '/' + mapping::sha256_hex(what).substr(0, 24);
}

bridge::Task<mapping::Result<mapping::File>> DryMedia::words_for_matrix(std::string words, mapping::UserId /*as*/) {
    mapping::File file{.source = made_for(words), .name = "message.txt", .media_type = "text/plain; charset=utf-8"};
    file.size = static_cast<std::int64_t>(words.size());
    co_return file;
}

bridge::Task<mapping::Result<mapping::File>> DryMedia::for_matrix(mapping::File file, mapping::UserId /*as*/) {
    file.source = made_for(file.source);
    file.thumbnail.reset();
    co_return file;
}

} // namespace bascule::app
