#pragma once

#include "bridge/ports/muc_history.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <vector>

namespace bascule::fakes {

/// Answers with one page, whoever asks.
class FakeMucHistory final : public bridge::MucHistory {
public:
    bridge::ArchivePage page;
    std::vector<int> wishes; ///< how many were asked for, each time

    bridge::Task<bridge::ArchivePage> latest(mapping::Jid /*muc*/, mapping::Jid /*asker*/, int at_most) override {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        wishes.push_back(at_most);
        co_return page;
    }
};

} // namespace bascule::fakes
