#include "xmpp_component/stream/outbox.hpp"

#include "bridge/ports/outage.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>

namespace bascule::xmpp {

namespace asio = boost::asio;

// Only tags hold these two as they are; elsewhere they are references.
std::size_t longest_tag(std::string_view stanzas) {
    std::size_t longest = 0;
    for (std::size_t at = 0; at < stanzas.size();) {
        const auto begin = std::min(stanzas.find('<', at), stanzas.size());
        const auto end = std::min(stanzas.find('>', begin), stanzas.size());
        longest = std::max(longest, end - begin);
        at = end + 1;
    }
    return longest;
}

Outbox::Outbox(const asio::any_io_executor& executor, bridge::Metrics& metrics, std::size_t most_bytes)
    : metrics_{metrics}, arrived_{executor}, has_room_{executor}, most_bytes_{most_bytes} {}

void Outbox::open() {
    ++stream_;
    is_open_ = true;
}

void Outbox::close() {
    is_open_ = false;
    take_rest();
    has_room_.notify_all();
}

bridge::Task<void> Outbox::put(std::string stanza) {
    if (!is_open_) {
        throw bridge::Outage{"the XMPP server is not connected"};
    }
    const auto stream = stream_;
    queued_ += stanza;
    ++queued_stanzas_;
    tell_depth();
    arrived_.notify_all();
    // To wait afterwards keeps the order of the calls; the bound is exceeded by one stanza for each waiting sender.
    while (stream == stream_ && is_open_ && queued_.size() + writing_.size() > most_bytes_) {
        co_await has_room_.wait();
    }
    if (stream != stream_ || !is_open_) {
        throw bridge::Outage{"the connection to the XMPP server broke"};
    }
}

bridge::Task<void> Outbox::write_to(asio::ip::tcp::socket& socket) {
    for (;;) {
        while (queued_.empty()) {
            co_await arrived_.wait();
        }
        writing_ = std::exchange(queued_, {});
        writing_.append(longest_tag(writing_) + 1, ' ');
        writing_stanzas_ = std::exchange(queued_stanzas_, 0);
        const auto [error, written] =
            co_await asio::async_write(socket, asio::buffer(writing_), asio::as_tuple(asio::use_awaitable));
        writing_.erase(0, written);
        if (error) {
            throw boost::system::system_error{error};
        }
        writing_stanzas_ = 0;
        tell_depth();
        has_room_.notify_all();
    }
}

std::string Outbox::take_rest() {
    auto rest = std::exchange(writing_, {}) + std::exchange(queued_, {});
    writing_stanzas_ = 0;
    queued_stanzas_ = 0;
    tell_depth();
    return rest;
}

void Outbox::tell_depth() {
    metrics_.set("bridge_outbox_depth", {}, static_cast<double>(queued_stanzas_ + writing_stanzas_));
}

} // namespace bascule::xmpp
