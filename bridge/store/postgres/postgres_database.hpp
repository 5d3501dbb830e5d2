#pragma once

#include "bridge/async/backoff.hpp"
#include "bridge/async/task_group.hpp"
#include "bridge/store/database.hpp"
#include "bridge/store/postgres/postgres_address.hpp"
#include "bridge/store/postgres/postgres_session.hpp"

#include <deque>
#include <exception>
#include <optional>
#include <string>

namespace bascule::store {

/// PostgreSQL over one connection in pipeline mode, which is made again, with backoff, whenever it breaks. While it is
/// away, batches fail at once; those that come during the first try of a connection wait for its end.
class PostgresDatabase final : public Database {
public:
    /// Begins to connect.
    PostgresDatabase(boost::asio::any_io_executor executor, PostgresAddress address, PostgresDeadlines deadlines = {});

    Engine engine() const noexcept override { return Engine::postgres; }
    const std::string& name() const noexcept override { return address_.name; }
    Task<void> close() override;

private:
    Task<std::vector<Rows>> execute(Batch batch) override;
    Task<void> stay_connected();
    Task<void> serve_one_connection();
    void greet();
    void fail_all(const std::exception_ptr& failure);
    enum class Connection { had_served, had_not_served };
    void end_connection(const std::exception_ptr& failure, Connection connection);

    boost::asio::any_io_executor executor_;
    PostgresAddress address_;
    PostgresDeadlines deadlines_;
    bridge::Backoff backoff_;
    std::deque<PostgresRequest> waiting_; // for the connection to be made, or to have room
    std::optional<PostgresSession> session_;
    std::exception_ptr why_away_; // null while connected or first trying
    bridge::TaskGroup tasks_;
};

} // namespace bascule::store
