#include "bridge/store/postgres/postgres_session.hpp"

#include "bridge/async/race.hpp"
#include "bridge/ports/outage.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <openssl/ssl.h>

#include <algorithm>
#include <iterator>
#include <sys/socket.h>
#include <utility>
#include <vector>

namespace bascule::store {

namespace asio = boost::asio;
using bridge::Outage;

namespace {

// So that the first of many who wait is not kept waiting for the last.
constexpr std::ptrdiff_t most_batches_a_commit = 128;
constexpr int looks_per_deadline = 4;

bool has_decrypted_rest(PGconn& connection) {
    auto* const tls = static_cast<SSL*>(PQsslStruct(&connection, "OpenSSL"));
    return tls != nullptr && SSL_pending(tls) > 0;
}

} // namespace

PostgresSession::PostgresSession(const asio::any_io_executor& executor, PqConnection connection, std::string name,
                                 std::chrono::milliseconds answer_deadline)
    : name_{std::move(name)},
      answer_deadline_{answer_deadline},
      connection_{std::move(connection)},
      socket_{executor, *connection_},
      pipeline_{*connection_, name_},
      unwritten_{executor},
      progress_{std::chrono::steady_clock::now()} {}

void PostgresSession::send_from(std::deque<PostgresRequest>& waiting) {
    if (!pipeline_.is_idle() || waiting.empty()) {
        return;
    }
    progress_ = std::chrono::steady_clock::now();
    const auto end = std::next(waiting.begin(), std::min(most_batches_a_commit, std::ssize(waiting)));
    std::vector<PostgresRequest> group(std::make_move_iterator(waiting.begin()), std::make_move_iterator(end));
    waiting.erase(waiting.begin(), end);
    try_to_send(std::move(group));
}

// After half a group libpq and we would not agree on what is to come, so that is the connection's end.
void PostgresSession::try_to_send(std::vector<PostgresRequest> group) {
    try {
        pipeline_.send(std::move(group));
    } catch (const Outage&) {
        ::shutdown(PQsocket(connection_.get()), SHUT_RDWR); // read() sees it and tells why
        return;
    }
    flush();
}

void PostgresSession::flush() {
    if (PQflush(connection_.get()) != 0) {
        unwritten_.notify_all();
    }
}

Task<void> PostgresSession::run(std::deque<PostgresRequest>& waiting) {
    send_from(waiting);
    co_await bridge::run_until_one_ends(bridge::run_until_one_ends(read(waiting), write()), watch());
}

Task<void> PostgresSession::read(std::deque<PostgresRequest>& waiting) {
    for (;;) {
        co_await socket_->async_wait(asio::posix::descriptor_base::wait_read, asio::use_awaitable);
        const bool is_alive = consume_input();
        if (pipeline_.take_answers()) {
            progress_ = std::chrono::steady_clock::now();
            has_answered_ = true;
            flush(); // answers may make the pipeline send something again
        }
        if (!is_alive) {
            throw Outage{"database " + name_ + ": " + pq_error(*connection_)};
        }
        send_from(waiting);
    }
}

// What TLS has decrypted but libpq not taken does not make the socket readable, so it is taken at once.
bool PostgresSession::consume_input() {
    do {
        if (PQconsumeInput(connection_.get()) != 1) {
            return false;
        }
    } while (has_decrypted_rest(*connection_));
    return true;
}

Task<void> PostgresSession::write() {
    for (;;) {
        const int left = PQflush(connection_.get());
        if (left < 0) {
            throw Outage{"database " + name_ + ": " + pq_error(*connection_)};
        }
        if (left > 0) {
            co_await socket_->async_wait(asio::posix::descriptor_base::wait_write, asio::use_awaitable);
        } else {
            co_await unwritten_.wait();
        }
    }
}

Task<void> PostgresSession::watch() {
    for (;;) {
        co_await bridge::pause(answer_deadline_ / looks_per_deadline);
        if (!pipeline_.is_idle() && std::chrono::steady_clock::now() - progress_ > answer_deadline_) {
            throw Outage{"database " + name_ + ": no answer within " + std::to_string(answer_deadline_.count()) +
                         " ms"};
        }
    }
}

} // namespace bascule::store
