#pragma once

#include "bridge/crossing/judge.hpp"
#include "mapping/message.hpp"

#include <optional>
#include <vector>

namespace bascule::bridge {

/// A message on its way: what is left of it to be looked at, and what was decided so far.
template <class Saying>
struct Draft {
    const Saying& saying;
    const Venue& venue;
    Judge judge;
    mapping::Message message;
    std::vector<Passage> out{};
    bool is_over = false; ///< nothing more of the message itself crosses
    std::optional<ReactionLine> line{};

    Crossing concluded() && {
        Crossing crossing{std::move(out), std::move(judge).features(), std::move(judge).losses(), std::move(line)};
        if (judge.is_rejected()) {
            crossing.out.clear();
        }
        return crossing;
    }
};

using OutwardDraft = Draft<MatrixSaying>; ///< Matrix to XMPP
using InwardDraft = Draft<XmppSaying>;    ///< XMPP to Matrix

} // namespace bascule::bridge
