#include "mapping/matrix_id.hpp"

#include "mapping/server_name.hpp"
#include "mapping/utf8.hpp"

#include <algorithm>
#include <string>

namespace bascule::mapping {

namespace {

constexpr std::size_t most_bytes = 255;

std::string kind_of(char sigil) {
    switch (sigil) {
        case '@':
            return "a Matrix user id";
        case '!':
            return "a Matrix room id";
        case '$':
            return "a Matrix event id";
        default:
            return "a Matrix room alias";
    }
}

// Event ids, and room ids from room version 12 on, are a bare hash without a server.
bool must_have_server(char sigil) {
    return sigil == '@' || sigil == '#';
}

// Why the text is no such id; empty where it is one.
std::string fault_of(char sigil, std::string_view text) {
    if (text.empty() || text.front() != sigil) {
        return std::string{"begins with '"} + sigil + "'";
    }
    if (text.size() > most_bytes) {
        return "has at most 255 bytes, not " + std::to_string(text.size());
    }
    if (!is_utf8(text) || std::ranges::find(text, '\0') != text.end()) {
        return "is valid UTF-8 without U+0000";
    }
    const auto colon = text.find(':');
    if (colon == 1 || text.size() == 1) {
        return std::string{"has a name after the '"} + sigil + "'";
    }
    if (colon == std::string_view::npos) {
        return must_have_server(sigil) ? "ends with ':' and a server name" : "";
    }
    return is_server_name(text.substr(colon + 1)) ? "" : "has a valid server name after the first ':'";
}

} // namespace

template <char Sigil>
Result<MatrixId<Sigil>> MatrixId<Sigil>::parse(std::string_view text) {
    const auto fault = fault_of(Sigil, text);
    if (!fault.empty()) {
        return Error{kind_of(Sigil) + " " + fault};
    }
    return MatrixId{std::string{text}};
}

template <char Sigil>
std::string_view MatrixId<Sigil>::localpart() const noexcept {
    const std::string_view text{text_};
    return text.substr(1, std::min(text.find(':'), text.size()) - 1);
}

template <char Sigil>
std::string_view MatrixId<Sigil>::server() const noexcept {
    const std::string_view text{text_};
    const auto colon = text.find(':');
    return colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
}

template class MatrixId<'@'>;
template class MatrixId<'!'>;
template class MatrixId<'$'>;
template class MatrixId<'#'>;

} // namespace bascule::mapping
