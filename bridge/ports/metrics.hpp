#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bascule::bridge {

using Labels = std::vector<std::pair<std::string, std::string>>;

/// Where figures about the running bridge go. Names and their help texts stand in one table in bridge/app; an unknown
/// name is a bug and throws std::logic_error.
class Metrics {
public:
    virtual ~Metrics() = default;
    /// Adds to a counter.
    virtual void add(std::string_view counter, const Labels& labels, double amount) = 0;
    virtual void set(std::string_view gauge, const Labels& labels, double value) = 0;
    /// Adds a sample, in seconds, to a histogram.
    virtual void observe(std::string_view histogram, const Labels& labels, double seconds) = 0;
};

/// For tests and commands that nobody watches.
class NoMetrics final : public Metrics {
public:
    void add(std::string_view, const Labels&, double) override {}
    void set(std::string_view, const Labels&, double) override {}
    void observe(std::string_view, const Labels&, double) override {}
};

} // namespace bascule::bridge
