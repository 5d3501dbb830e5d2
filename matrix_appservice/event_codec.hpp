#pragma once

#include "bridge/ports/matrix_inbox.hpp"

#include <string_view>

namespace bascule::matrix {

/// Room events in the client format (CS API, "Room event format") as values. Takes any text: what is wrong with it is
/// the Error's reason.
class JsonEventCodec final : public bridge::EventCodec {
public:
    mapping::Result<bridge::MatrixEvent> decode(std::string_view json) const override;
};

} // namespace bascule::matrix
