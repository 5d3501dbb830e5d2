#pragma once

#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// Makes arbitrary ids for property tests, the same ones in every run of the same seed: any script, case, length and
/// port, and much that looks like an escape, a separator or a name of ours.
class Arbitrary {
public:
    explicit Arbitrary(unsigned seed) : random_{seed} {}

    std::size_t below(std::size_t bound);
    bool one_in(std::size_t times) { return below(times) == 0; }

    /// Well-formed UTF-8 of this many pieces, each a character or a snippet.
    std::string text(std::size_t pieces);
    /// Bytes that may be no UTF-8 at all.
    std::string bytes(std::size_t count);
    std::string server_name();

    UserId user();
    RoomAlias alias();
    /// With or without resource.
    Jid jid();
    Jid bare_jid() { return jid().bare(); }
    /// The same text with a piece put in, taken out or changed.
    std::string changed(std::string text);

private:
    std::size_t pieces();
    std::string piece();
    template <class Id>
    Id id(char sigil);

    std::mt19937 random_;
};

} // namespace bascule::mapping
