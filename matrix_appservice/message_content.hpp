#pragma once

#include "bridge/ports/formatted_notices.hpp"
#include "mapping/message.hpp"
#include "mapping/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

// m.room.message and what is like it (CS API, "Instant messaging"), to and from what was said.
namespace bascule::matrix {

/// The content of an event that says this; `key` is kept in it under sent_key_name. A body that would make the event
/// larger than a homeserver takes is shortened.
std::string message_content(const mapping::Message& message, const std::string& key);

/// The same for a notice of the bridge. HTML that would make the event too large is left out.
std::string notice_content(const bridge::FormattedText& text, const std::string& key);

/// The body, cut at a character's boundary and ended with an ellipsis where it would have more than 56 KiB once
/// written as JSON. NUL becomes U+FFFD.
std::string shortened_body(std::string_view body);

/// The words alone: kind, body without a reply's quotation, marks. Fails where there is no body. Of what is none of the
/// three kinds the kind is text.
mapping::Result<mapping::Message> words_of_content(const nlohmann::json& content);
/// Is it m.text, m.emote or m.notice?
bool is_words(std::string_view msgtype);

/// What was said. Of media the kind and the file's name, so that nobody misses that there was something.
mapping::Result<mapping::Message> message_of_content(const nlohmann::json& content);
/// The same of m.sticker.
mapping::Result<mapping::Message> message_of_sticker(const nlohmann::json& content);

} // namespace bascule::matrix
