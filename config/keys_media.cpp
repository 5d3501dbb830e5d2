// The keys of the section `media`.
#include "config/field_of.hpp"
#include "config/values.hpp"

namespace bascule::config {

std::initializer_list<Key> media_keys() {
    static const std::initializer_list<Key> table{
        {.path = "media.listen",
         .meaning = "where to serve files of the homeserver to people of XMPP",
         .fallback = "127.0.0.1:9011",
         .field = field(
             [](auto& in) -> auto& { return in.media.listen; }, endpoint)},
        {.path = "media.public_url",
         .meaning = "where they reach that; without it, http:// and media.listen",
         .fallback = "",
         .field = field(
             [](auto& in) -> auto& { return in.media.public_url; }, web_url)},
        {.path = "media.link_ttl",
         .meaning = "how long a link to a file is good for",
         .fallback = "30d",
         .field = field(
             [](auto& in) -> auto& { return in.media.link_ttl; }, duration)},
        {.path = "media.max_size",
         .meaning = "the largest file that is brought across; a larger one stays a link",
         .fallback = "100MiB",
         .field = field(
             [](auto& in) -> auto& { return in.media.most_bytes; }, byte_size)},
        {.path = "media.fetch_allow",
         .meaning = "private addresses or networks from which files of XMPP may be fetched all the same",
         .fallback = "",
         .shape = Shape::list,
         .field = field(
             [](auto& in) -> auto& { return in.media.fetch_allow; }, networks)},
    };
    return table;
}

} // namespace bascule::config
