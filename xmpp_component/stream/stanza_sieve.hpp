#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace bascule::xmpp {

/// What is known of a stanza before its children arrive, as it is written.
struct StanzaOpening {
    std::string_view name; ///< local
    std::string_view from;
    std::string_view to;
    std::string_view type;
};

/// Takes stanzas that nobody wants out of a stream before a parser sees them: of a MUC's message each of our occupants
/// gets a copy, and one of them is enough. It knows no more of XML than it takes to find where a stanza ends; what it
/// does not understand it leaves to the parser.
class StanzaSieve {
public:
    /// Says of an opening whether the stanza is wanted.
    using Filter = std::function<bool(const StanzaOpening&)>;

    /// Without a filter everything is wanted.
    explicit StanzaSieve(Filter is_wanted) : is_wanted_{std::move(is_wanted)} {}

    /// Takes pieces of any size. Returns what is left of this one, and of a tag that the last one ended in; valid until
    /// the next call, and no longer than the bytes.
    std::string_view sift(std::string_view bytes);

private:
    /// What the next byte belongs to.
    enum class Place { text, markup, start_tag, value, end_tag, instruction, declaration, character_data, beyond };

    std::size_t step(std::string_view bytes);
    std::size_t step_past(char last, Place after, std::string_view bytes);
    std::size_t step_in_text(std::string_view bytes);
    std::size_t step_in_markup(std::string_view bytes);
    std::size_t step_in_start_tag(std::string_view bytes);
    std::size_t step_in_end_tag(std::string_view bytes);
    std::size_t step_in_declaration(std::string_view bytes);
    std::size_t step_in_character_data(std::string_view bytes);
    void end_start_tag(char before);
    void end_opening();
    void keep(std::string_view bytes);
    void give_up();

    Filter is_wanted_;
    Place place_ = Place::text;
    char quote_ = 0;      // around the value
    char last_ = 0;       // byte before
    int brackets_ = 0;    // that character data ended in so far
    int depth_ = 0;       // 1 between stanzas
    std::string opening_; // tag of a stanza, until it is whole
    std::string kept_;
    bool is_opening_ = false;
    bool is_skipping_ = false;
};

} // namespace bascule::xmpp
