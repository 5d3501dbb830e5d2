#pragma once

#include "bridge/ports/xmpp_server.hpp"

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <stdexcept>

namespace bascule::bridge {

/// Makes `Answered::value()` of a refusal throw.
[[noreturn]] inline void throw_exception_from_error(const StanzaError& error, const boost::source_location& /*where*/) {
    throw std::runtime_error{error.condition + ": " + error.text};
}

/// What somebody of the XMPP side asked for, or the error that he is answered.
template <class Value>
using Answered = boost::system::result<Value, StanzaError>;

} // namespace bascule::bridge
