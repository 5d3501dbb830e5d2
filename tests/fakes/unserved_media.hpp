#pragma once

#include "bridge/ports/media_links.hpp"

#include <cstdint>
#include <string>

namespace bascule::fakes {

/// Where nobody serves files: they stay where they are, and cross by name or as the link that they are.
class UnservedMedia final : public bridge::MediaLinks {
public:
    mapping::Result<mapping::File> for_xmpp(mapping::File /*file*/, std::int64_t /*at_ms*/) override {
        return mapping::Error{"this bridge does not serve files to XMPP yet"};
    }
    bridge::Task<mapping::Result<mapping::File>> for_matrix(mapping::File /*file*/, mapping::UserId /*as*/) override {
        co_return mapping::Error{"this bridge does not bring files to Matrix yet"};
    }
    bridge::Task<mapping::Result<mapping::File>> words_for_matrix(std::string words, mapping::UserId /*as*/) override {
        mapping::File file{.source = "mxc://montague.example/words", .name = "message.txt"};
        file.size = static_cast<std::int64_t>(words.size());
        co_return file;
    }
};

} // namespace bascule::fakes
