#include "bridge/app/run_to_end.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace bascule::app {

void run_to_end(boost::asio::io_context& context, bridge::Task<void> task) {
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown) {
        failure = std::move(thrown);
        context.stop();
    });
    context.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace bascule::app
