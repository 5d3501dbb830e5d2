#pragma once

#include "mapping/conversation/file.hpp"

#include <pugixml.hpp>

#include <string>
#include <string_view>

// What is known of a file: XEP-0446 with XEP-0264 and XEP-0300; XEP-0234 in XEP-0385 says the same.
namespace bascule::xmpp {

void decode_metadata(pugi::xml_node file, mapping::File& into);
void encode_metadata(pugi::xml_node file_sharing, const mapping::File& file);

/// What kind of file a media type, or else a name's ending, says that it is.
mapping::FileKind kind_of(std::string_view media_type, std::string_view name);
/// The last part of a URL's path, percent-decoded; empty where there is none.
std::string name_in(std::string_view url);

} // namespace bascule::xmpp
