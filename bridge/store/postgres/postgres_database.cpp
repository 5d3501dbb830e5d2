#include "bridge/store/postgres/postgres_database.hpp"

#include "bridge/async/race.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"
#include "bridge/store/postgres/postgres_login.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <memory>
#include <utility>

namespace bascule::store {

using bridge::Outage;

namespace {

// The server or the role may be set to answer before the commit is on the disk; the journal must not be.
constexpr const char* make_durable = R"sql(
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off')sql";

std::string words_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        return error.what();
    }
}

} // namespace

PostgresDatabase::PostgresDatabase(boost::asio::any_io_executor executor, PostgresAddress address,
                                   PostgresDeadlines deadlines)
    : executor_{std::move(executor)},
      address_{std::move(address)},
      deadlines_{deadlines},
      backoff_{deadlines.retry_first, deadlines.retry_most},
      tasks_{executor_, [](const std::string& task, const std::exception_ptr& failure) {
                 bridge::log(bridge::LogPart::store).critical("{} ended: {}", task, words_of(failure));
             }} {
    tasks_.spawn("database connection", stay_connected());
}

Task<std::vector<Rows>> PostgresDatabase::execute(Batch batch) {
    if (why_away_) {
        std::rethrow_exception(why_away_);
    }
    const auto reply = std::make_shared<Reply>(executor_);
    waiting_.push_back(PostgresRequest{std::move(batch), reply});
    if (session_) {
        session_->send_from(waiting_);
    }
    co_return co_await reply->wait();
}

Task<void> PostgresDatabase::close() {
    co_await tasks_.stop();
    session_.reset();
    why_away_ = std::make_exception_ptr(Outage{"database " + address_.name + " is closed"});
    fail_all(why_away_);
}

// Runs until close() cancels it.
Task<void> PostgresDatabase::stay_connected() {
    for (;;) {
        std::exception_ptr failure;
        try {
            co_await serve_one_connection();
        } catch (const Outage&) {
            failure = std::current_exception();
        } catch (const boost::system::system_error& error) {
            if (error.code() == boost::asio::error::operation_aborted) {
                throw;
            }
            failure = std::make_exception_ptr(Outage{"database " + address_.name + ": " + error.what()});
        }
        const auto ended = session_ && session_->has_answered() ? Connection::had_served : Connection::had_not_served;
        end_connection(failure, ended);
        if (ended == Connection::had_not_served) {
            co_await bridge::pause(backoff_.next());
        }
    }
}

// A connection that broke is first tried again at once, and those who come meanwhile wait for that.
void PostgresDatabase::end_connection(const std::exception_ptr& failure, Connection connection) {
    if (connection == Connection::had_served) {
        backoff_.reset();
    }
    if (backoff_.tries() == 0) { // said once per outage, not once per try
        bridge::log(bridge::LogPart::store).warn("{}; trying again", words_of(failure));
    }
    why_away_ = connection == Connection::had_served ? nullptr : failure;
    fail_all(failure);
    session_.reset();
}

Task<void> PostgresDatabase::serve_one_connection() {
    auto connection =
        co_await bridge::within(deadlines_.connect, "connecting to the database " + address_.name, log_in(address_));
    session_.emplace(executor_, std::move(connection), address_.name, deadlines_.answer);
    greet();
    co_await session_->run(waiting_);
}

void PostgresDatabase::greet() {
    bridge::log(bridge::LogPart::store).info("connected to the database {}", address_.name);
    why_away_ = nullptr;
    waiting_.push_front(PostgresRequest{{Statement{make_durable}}, std::make_shared<Reply>(executor_)});
}

void PostgresDatabase::fail_all(const std::exception_ptr& failure) {
    if (session_) {
        session_->abandon(failure);
    }
    for (const auto& request : std::exchange(waiting_, {})) {
        request.reply->set(Outcome{{}, failure});
    }
}

} // namespace bascule::store
