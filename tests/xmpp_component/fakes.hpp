#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/outage.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "xmpp_component/stream/stanza_sink.hpp"
#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace bascule::xmpp {

/// A sink that keeps what it is sent.
class KeptStanzas final : public StanzaSink {
public:
    bridge::Task<void> send(const pugi::xml_document& stanza) override {
        if (is_down) {
            throw bridge::Outage{"down"};
        }
        if (serialize(stanza.document_element()).size() > most_bytes) {
            throw std::invalid_argument{"too large"};
        }
        texts.push_back(serialize(stanza.document_element()));
        ids.emplace_back(attribute_of(stanza.document_element(), "id"));
        co_return;
    }

    std::vector<std::string> texts;
    std::vector<std::string> ids;
    bool is_down = false;
    std::size_t most_bytes = 1024 * 1024;
};

/// An inbox that keeps what it is told. Every address with a local part other than "nobody" is a puppet.
class KeptInbox final : public bridge::XmppInbox {
public:
    void on_connected() override {
        ++connected;
        on_change();
    }

    void on_disconnected() override {
        ++disconnected;
        on_change();
    }

    bridge::Task<void> on_stanzas(std::vector<bridge::ArrivedStanza> arrived) override {
        batches.push_back(arrived.size());
        for (auto& stanza : arrived) {
            stanzas.push_back(std::move(stanza));
        }
        on_change();
        if (hold) {
            co_await hold();
        }
    }

    bridge::Task<bridge::Addressee> addressee(mapping::Jid jid) override {
        if (is_store_away) {
            throw bridge::Outage{"no store"};
        }
        bridge::Addressee addressee;
        addressee.name = "Romeo";
        addressee.kind = jid.local().empty() ? bridge::Addressee::Kind::bridge : bridge::Addressee::Kind::puppet;
        if (jid.local() == "nobody") {
            addressee.kind = bridge::Addressee::Kind::nobody;
        }
        co_return addressee;
    }

    int connected = 0;
    int disconnected = 0;
    std::vector<std::size_t> batches;
    std::vector<bridge::ArrivedStanza> stanzas;
    bool is_store_away = false;
    std::function<bridge::Task<void>()> hold; ///< keeps on_stanzas from returning
    std::function<void()> on_change = [] {};
};

/// Runs all that can run without waiting.
inline void settle(boost::asio::io_context& context) {
    context.restart();
    context.poll();
}

/// Runs a task beside the test, which sees to it that the task ends first.
template <class Value>
class Running {
public:
    Running(boost::asio::io_context& context, bridge::Task<Value> task) : ended_{context.get_executor()} {
        boost::asio::co_spawn(context, keep(std::move(task)), [this](const std::exception_ptr& thrown) {
            failure = thrown;
            is_over_ = true;
            ended_.notify_all();
        });
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    Running(Running&&) = delete;
    Running& operator=(Running&&) = delete;
    ~Running() = default;

    bridge::Task<void> ended() {
        while (!is_over_) {
            co_await ended_.wait();
        }
    }

    std::optional<std::conditional_t<std::is_void_v<Value>, std::monostate, Value>> outcome;
    std::exception_ptr failure;

private:
    bridge::Task<void> keep(bridge::Task<Value> task) {
        if constexpr (std::is_void_v<Value>) {
            co_await std::move(task);
            outcome.emplace();
        } else {
            outcome.emplace(co_await std::move(task));
        }
    }

    bridge::Signal ended_;
    bool is_over_ = false;
};

} // namespace bascule::xmpp
