#include "bridge/store/postgres/postgres_login.hpp"

#include "bridge/ports/outage.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <string_view>
#include <utility>
#include <vector>

namespace bascule::store {

namespace asio = boost::asio;
using bridge::Outage;
using bridge::Task;

namespace {

// Several hosts are left to libpq, as is a socket in the file system.
bool is_one_host_name(const PostgresAddress& address) {
    const auto& host = address.value_of("host");
    return !host.empty() && host.find_first_of(",/@") == std::string::npos && address.value_of("hostaddr").empty();
}

// libpq would block while it looks up the name, so it is given the addresses as well.
Task<void> resolve(PostgresAddress& address) {
    const auto host = address.value_of("host");
    asio::ip::tcp::resolver resolver{co_await asio::this_coro::executor};
    boost::system::error_code error;
    const auto found = co_await resolver.async_resolve(host, "", asio::redirect_error(asio::use_awaitable, error));
    if (error) {
        throw Outage{"database " + address.name + ": cannot find the host " + host + ": " + error.message()};
    }
    std::string hosts;
    std::string addresses;
    for (const auto& entry : found) {
        const std::string_view separator = hosts.empty() ? "" : ",";
        hosts.append(separator).append(host);
        addresses.append(separator).append(entry.endpoint().address().to_string());
    }
    address.set("host", std::move(hosts));
    address.set("hostaddr", std::move(addresses));
}

PqConnection start(const PostgresAddress& address) {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : address.parameters) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    PqConnection connection{PQconnectStartParams(keywords.data(), values.data(), 0)};
    // Notices ("already exists, skipping") would go to stderr.
    PQsetNoticeProcessor(
        connection.get(), [](void*, const char*) {}, nullptr);
    return connection;
}

// The socket may be another one after each step, so it is borrowed anew.
Task<void> wait_for(PGconn& connection, PostgresPollingStatusType wish) {
    BorrowedSocket socket{co_await asio::this_coro::executor, connection};
    const auto readiness = wish == PGRES_POLLING_READING ? asio::posix::descriptor_base::wait_read
                                                         : asio::posix::descriptor_base::wait_write;
    co_await socket->async_wait(readiness, asio::use_awaitable);
}

void enter_pipeline(PGconn& connection, const PostgresAddress& address) {
    const std::string_view encoding = PQparameterStatus(&connection, "server_encoding");
    if (encoding != "UTF8") {
        throw Outage{"database " + address.name + ": its encoding is " + std::string{encoding} +
                     ", but must be UTF8; create it with ENCODING 'UTF8' TEMPLATE template0"};
    }
    if (PQsetnonblocking(&connection, 1) != 0 || PQenterPipelineMode(&connection) != 1) {
        throw Outage{"database " + address.name + ": " + pq_error(connection)};
    }
}

} // namespace

Task<PqConnection> log_in(PostgresAddress address) {
    if (is_one_host_name(address)) {
        co_await resolve(address);
    }
    auto connection = start(address);
    auto wish = PGRES_POLLING_WRITING;
    while (connection && PQstatus(connection.get()) != CONNECTION_BAD && wish != PGRES_POLLING_OK &&
           wish != PGRES_POLLING_FAILED) {
        co_await wait_for(*connection, wish);
        wish = PQconnectPoll(connection.get());
    }
    if (!connection || wish != PGRES_POLLING_OK) {
        throw Outage{"database " + address.name + ": " + (connection ? pq_error(*connection) : "out of memory")};
    }
    enter_pipeline(*connection, address);
    co_return connection;
}

} // namespace bascule::store
