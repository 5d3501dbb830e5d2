#include "bridge/failure_log.hpp"

#include <string>

namespace bascule::bridge {

TaskGroup::OnFailure failure_log(LogPart part) {
    return [part](const std::string& task, const std::exception_ptr& failure) {
        try {
            std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            log(part).error("{}: {}", task, error.what());
        }
    };
}

} // namespace bascule::bridge
