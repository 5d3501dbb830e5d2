#pragma once

#include "mapping/features/text_template.hpp"
#include "mapping/message.hpp"

#include <string>
#include <string_view>

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

/// What is quoted of a message in one line, and in an answer.
std::string quote_of(std::string_view body);
std::string quotation_of(std::string_view body);

} // namespace bascule::bridge
