#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"

#include <cstddef>
#include <string>

namespace bascule::bridge {

/// A file and its media type, as it says of itself or its server does.
struct MediaFile {
    std::string bytes;
    std::string type;
    friend bool operator==(const MediaFile&, const MediaFile&) = default;
};

/// The homeserver's content repository, asked as the bot. Every call throws Outage. A Refusal where the file is not to
/// be had: it is unknown, larger than was wanted, or its own server does not answer.
class Media {
public:
    virtual ~Media() = default;
    /// The file behind an mxc: URL, of this many bytes at most.
    virtual Task<Answer<MediaFile>> download(std::string mxc, std::size_t most_bytes) = 0;
    /// A picture of it, cropped to a square of at least so many pixels a side where that can be had, and always the
    /// same for the same file.
    virtual Task<Answer<MediaFile>> thumbnail(std::string mxc, int pixels, std::size_t most_bytes) = 0;
    /// Returns its mxc: URL. A call that is repeated makes a second one of the same bytes.
    virtual Task<Answer<std::string>> upload(MediaFile file, std::string name) = 0;
};

} // namespace bascule::bridge
