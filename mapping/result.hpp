#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>

namespace bascule::mapping {

/// Why an input is not what it should be, in words for the person who wrote it.
struct Error {
    std::string reason;
    friend bool operator==(const Error&, const Error&) = default;
};

/// A value, or the reason why the input does not hold one.
template <class Value>
using Result = boost::system::result<Value, Error>;

/// Makes `Result::value()` of a failure throw std::invalid_argument with the reason.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location& /*where*/) {
    throw std::invalid_argument{error.reason};
}

} // namespace bascule::mapping
