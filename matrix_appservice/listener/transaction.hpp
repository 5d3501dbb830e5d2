#pragma once

#include "bridge/ports/matrix_inbox.hpp"
#include "mapping/result.hpp"
#include "matrix_appservice/listener/ephemeral.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bascule::matrix {

/// JSON bytes of one event beyond which it is left out. A homeserver's limit is 64 KiB; what it adds (`unsigned`, an
/// invitation's room state) is some times that.
inline constexpr std::size_t largest_event = 1024U * 1024U;

/// An event that is not handed over.
struct LeftOut {
    enum class Cause { too_large, too_deep, malformed };
    Cause cause = Cause::malformed;
    std::string reason; ///< for the log; tells nothing of the content but the event's id
};
std::string_view name_of(LeftOut::Cause cause);

/// What a homeserver pushed (AS API, "Pushing events"), event by event. To-device messages may be there as well;
/// they are not read yet.
struct Transaction {
    std::vector<bridge::ArrivedEvent> events; ///< in their order
    std::vector<LeftOut> left_out;
    Ephemeral ephemeral;
};

/// Why a whole body is refused: it is no JSON, or not that of a transaction.
struct BadTransaction {
    std::string errcode;
    std::string reason;
};

/// One event of wrong shape never spoils the others: each is looked at on its own.
boost::system::result<Transaction, BadTransaction> read_transaction(std::string body);

} // namespace bascule::matrix
