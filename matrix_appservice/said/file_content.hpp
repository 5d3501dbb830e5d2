#pragma once

#include "mapping/message.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string_view>

// CS API, "m.image" and its like, "Media captions", "m.sticker"; voice messages by MSC3245.
namespace bascule::matrix {

/// Is it one of the msgtypes of files?
bool is_file(std::string_view msgtype);
/// The file; the body stays only where it is a caption.
void read_file(const nlohmann::json& content, std::string_view msgtype, mapping::Message& said);
void read_sticker(const nlohmann::json& content, mapping::Message& said);

/// Of the message's first file. The body is its caption, else its name.
void write_file(const mapping::Message& said, nlohmann::json& content);

} // namespace bascule::matrix
