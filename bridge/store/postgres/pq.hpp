#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <libpq-fe.h>

#include <memory>
#include <string>

// libpq's handles, owned.
namespace bascule::store {

struct PqClose {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using PqConnection = std::unique_ptr<PGconn, PqClose>;
using PqResult = std::unique_ptr<PGresult, PqClose>;

/// libpq's socket lent to Asio for waiting; libpq keeps owning it. Ends before the connection does.
class BorrowedSocket {
public:
    BorrowedSocket(const boost::asio::any_io_executor& executor, PGconn& connection)
        : descriptor_{executor, PQsocket(&connection)} {}
    BorrowedSocket(const BorrowedSocket&) = delete;
    BorrowedSocket& operator=(const BorrowedSocket&) = delete;
    BorrowedSocket(BorrowedSocket&&) = delete;
    BorrowedSocket& operator=(BorrowedSocket&&) = delete;
    ~BorrowedSocket() { descriptor_.release(); }

    boost::asio::posix::stream_descriptor& operator*() noexcept { return descriptor_; }
    boost::asio::posix::stream_descriptor* operator->() noexcept { return &descriptor_; }

private:
    boost::asio::posix::stream_descriptor descriptor_;
};

/// libpq's words about the last failure, on one line.
std::string pq_error(const PGconn& connection);

} // namespace bascule::store
