#pragma once

#include "bridge/ports/matrix_inbox.hpp"

#include <string_view>

namespace bascule::matrix {

/// How much of a message is read: its words, in which what else there is stands too, or all of it as values.
enum class Reading { words, everything };

/// Room events in the client format (CS API, "Room event format") as values. Takes any text: what is wrong with it is
/// the Error's reason.
class JsonEventCodec final : public bridge::EventCodec {
public:
    explicit JsonEventCodec(Reading reading = Reading::words) : reading_{reading} {}
    mapping::Result<bridge::MatrixEvent> decode(std::string_view json) const override;

private:
    Reading reading_;
};

} // namespace bascule::matrix
