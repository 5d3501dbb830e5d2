#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task_group.hpp"
#include "bridge/log.hpp"
#include "tests/xmpp_component/fake_server.hpp"
#include "tests/xmpp_component/fakes.hpp"
#include "xmpp_component/component.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <exception>
#include <memory>
#include <utility>

namespace bascule::xmpp {

/// A component that runs against a scripted server.
class ComponentFixture : public testing::Test {
protected:
    ComponentFixture() {
        bridge::log(bridge::LogPart::xmpp).set_level(spdlog::level::off);
        inbox.on_change = [this] { changed.notify_all(); };
    }

    /// Runs the component beside the scenario, and stops it when that has ended.
    void play(bridge::Task<void> scenario) {
        component = std::make_unique<Component>(context.get_executor(), options, inbox, metrics);
        std::exception_ptr failure;
        boost::asio::co_spawn(context, direct(std::move(scenario)),
                              [&](std::exception_ptr thrown) { failure = std::move(thrown); });
        context.run();
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    bridge::Task<void> until_connected(int times) {
        while (inbox.connected < times) {
            co_await changed.wait();
        }
    }

    bridge::Task<void> until_disconnected(int times) {
        while (inbox.disconnected < times) {
            co_await changed.wait();
        }
    }

    bridge::Task<void> until_stanzas(std::size_t count) {
        while (inbox.stanzas.size() < count) {
            co_await changed.wait();
        }
    }

    boost::asio::io_context context;
    FakeServer server{context};
    KeptInbox inbox;
    bridge::NoMetrics metrics;
    ComponentOptions options = server.options();
    bridge::Signal changed{context.get_executor()};
    std::unique_ptr<Component> component;
    bridge::TaskGroup tasks{context.get_executor(), [](const std::string& name, const std::exception_ptr&) {
                                ADD_FAILURE() << name << " failed";
                            }};

private:
    bridge::Task<void> direct(bridge::Task<void> scenario) {
        tasks.spawn("component", component->run());
        std::exception_ptr failure;
        try {
            co_await std::move(scenario);
        } catch (...) { // rethrown when the component has stopped
            failure = std::current_exception();
        }
        co_await tasks.stop();
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
};

} // namespace bascule::xmpp
