#pragma once

#include "bridge/ports/conversation.hpp"
#include "mapping/features/text_template.hpp"
#include "mapping/message.hpp"

#include <string>
#include <string_view>
#include <vector>

// Words in place of what the other side cannot show, by the mapping table's templates.
namespace bascule::bridge {

/// A template filled in. One that is none, which only SQL can have put there, gives its text as it stands.
std::string worded(const std::string& words, const mapping::TemplateValues& values);

/// The words as a message; a beginning `/me ` makes it an emote.
mapping::Message words_of(std::string text);

/// The template filled in around the message's own words, which keep their marks where the template begins with its
/// placeholder `{text}` or ends with it.
void word(mapping::Message& message, const std::string& words, mapping::TemplateValues values);

/// What the template puts before `{text}`: the quotation of an answer. All of it where it does not have `{text}`.
std::string worded_beginning(const std::string& words, const mapping::TemplateValues& values);

/// Puts words before the message's own. Marks and mentions stay where they are.
void put_before(mapping::Message& message, const std::string& words);

/// The emojis of which the other side has not been told, or was told with the line of this name, in one word.
std::string emojis_to_say(const std::vector<ReactionMark>& marks, const std::string& name);
/// What is shown of a key that may be a picture (MSC4027).
std::string shown(const std::string& emoji);

/// What is quoted of a message in one line, and in an answer.
std::string quote_of(std::string_view body);
std::string quotation_of(std::string_view body);

} // namespace bascule::bridge
