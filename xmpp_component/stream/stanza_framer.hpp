#pragma once

#include "mapping/result.hpp"
#include "xmpp_component/stream/stanza_sieve.hpp"

#include <pugixml.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct XML_ParserStruct;

namespace bascule::xmpp {

/// What the other side said when it opened the stream.
struct StreamHeader {
    std::string id;
    std::string from;
};

/// A whole element of the stream's first level. Names are local; `jabber:component:accept` has become `jabber:client`,
/// so that the tree, written out, can be parsed alone.
struct Stanza {
    pugi::xml_document document;
    bool is_over_limits = false; ///< then the document holds the outermost element alone

    pugi::xml_node root() const { return document.document_element(); }
};

struct FramerLimits {
    std::size_t stanza_bytes = 1024 * 1024;
    std::size_t tag_bytes = 2 * 1024 * 1024; ///< a single tag larger than this ends the stream
    int depth = 64;
    int attributes = 64; ///< of one element
};

/// Bytes in, in pieces of any size; whole stanzas out. A stanza over the limits is reported and skipped, since its
/// author is some user and the stream is everybody's; what only the server itself can have written (ill-formed XML, a
/// DTD, comments, processing instructions, RFC 6120 §11.1) ends the stream.
class StanzaFramer {
public:
    /// Stanzas that the filter does not want are skipped without being parsed.
    explicit StanzaFramer(FramerLimits limits = {}, StanzaSieve::Filter is_wanted = {});
    StanzaFramer(const StanzaFramer&) = delete;
    StanzaFramer& operator=(const StanzaFramer&) = delete;
    StanzaFramer(StanzaFramer&&) = delete;
    StanzaFramer& operator=(StanzaFramer&&) = delete;
    ~StanzaFramer() = default;

    /// After a failure nothing more is taken; stanzas that were whole before it can still be fetched.
    mapping::Result<void> feed(std::string_view bytes);
    /// The stanzas that became whole since the last call, in order.
    std::vector<Stanza> take();
    const std::optional<StreamHeader>& header() const noexcept { return header_; }
    /// The other side has closed the stream.
    bool is_closed() const noexcept { return is_closed_; }

private:
    struct Calls; // what expat calls
    struct Release {
        void operator()(XML_ParserStruct* parser) const noexcept;
    };

    void on_start(const char* name, const char** attributes);
    void on_end();
    void on_text(std::string_view text);
    void refuse(std::string reason);

    void open_stream(const char* name, const char** attributes);
    void begin_stanza(const char* name, const char** attributes);
    void add_element(const char* name, const char** attributes);
    void end_stanza();
    void flush_text();
    void give_up_tree();
    /// With so many bytes after the place where the parser is.
    bool is_over_size(std::size_t ahead = 0) const;

    FramerLimits limits_;
    StanzaSieve sieve_;
    std::unique_ptr<XML_ParserStruct, Release> parser_;
    std::optional<StreamHeader> header_;
    std::string refusal_;
    std::vector<Stanza> whole_;
    std::optional<Stanza> stanza_; // being read
    pugi::xml_node current_;       // the innermost open element of it
    std::string text_;             // since the last tag
    std::size_t fed_bytes_ = 0;
    std::size_t stanza_began_ = 0;
    int depth_ = 0;
    bool is_closed_ = false;
};

} // namespace bascule::xmpp
