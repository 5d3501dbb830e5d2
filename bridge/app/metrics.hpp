#pragma once

#include "bridge/ports/metrics.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::app {

enum class MetricKind { counter, gauge, histogram };

/// One figure: all of them stand in one table, and there are no others.
struct Metric {
    std::string_view name;
    MetricKind kind;
    std::string_view help;
    std::vector<double> buckets; ///< upper bounds in seconds, of a histogram
};
std::span<const Metric> metrics();

/// Keeps the figures for Prometheus to fetch. A figure that nobody has touched is not shown.
class PrometheusMetrics final : public bridge::Metrics {
public:
    PrometheusMetrics();
    PrometheusMetrics(const PrometheusMetrics&) = delete;
    PrometheusMetrics& operator=(const PrometheusMetrics&) = delete;
    PrometheusMetrics(PrometheusMetrics&&) = delete;
    PrometheusMetrics& operator=(PrometheusMetrics&&) = delete;
    ~PrometheusMetrics() override;

    void add(std::string_view counter, const bridge::Labels& labels, double amount) override;
    void set(std::string_view gauge, const bridge::Labels& labels, double value) override;
    void observe(std::string_view histogram, const bridge::Labels& labels, double seconds) override;

    /// In the text format that Prometheus reads.
    std::string text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

} // namespace bascule::app
