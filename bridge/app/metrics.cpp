#include "bridge/app/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <functional>
#include <map>
#include <stdexcept>

namespace bascule::app {

struct PrometheusMetrics::Families {
    template <class Kind>
    using ByName = std::map<std::string, prometheus::Family<Kind>*, std::less<>>;

    prometheus::Registry registry;
    ByName<prometheus::Counter> counters;
    ByName<prometheus::Gauge> gauges;
    ByName<prometheus::Histogram> histograms;
};

namespace {

std::map<std::string, std::string> to_map(const bridge::Labels& labels) {
    return {labels.begin(), labels.end()};
}

template <class Kind>
prometheus::Family<Kind>& named(const std::map<std::string, prometheus::Family<Kind>*, std::less<>>& families,
                                std::string_view name) {
    const auto found = families.find(name);
    if (found == families.end()) {
        throw std::logic_error{"no figure of this kind is called " + std::string{name}};
    }
    return *found->second;
}

const std::vector<double>& buckets_of(std::string_view name) {
    for (const auto& metric : metrics()) {
        if (metric.name == name) {
            return metric.buckets;
        }
    }
    throw std::logic_error{"no figure is called " + std::string{name}};
}

template <class Builder>
auto& registered(Builder builder, const Metric& metric, prometheus::Registry& registry) {
    return builder.Name(std::string{metric.name}).Help(std::string{metric.help}).Register(registry);
}

} // namespace

PrometheusMetrics::PrometheusMetrics() : families_{std::make_unique<Families>()} {
    auto& registry = families_->registry;
    for (const auto& metric : metrics()) {
        const std::string name{metric.name};
        switch (metric.kind) {
            case MetricKind::counter:
                families_->counters.emplace(name, &registered(prometheus::BuildCounter(), metric, registry));
                break;
            case MetricKind::gauge:
                families_->gauges.emplace(name, &registered(prometheus::BuildGauge(), metric, registry));
                break;
            case MetricKind::histogram:
                families_->histograms.emplace(name, &registered(prometheus::BuildHistogram(), metric, registry));
                break;
        }
    }
}

PrometheusMetrics::~PrometheusMetrics() = default;

void PrometheusMetrics::add(std::string_view counter, const bridge::Labels& labels, double amount) {
    named(families_->counters, counter).Add(to_map(labels)).Increment(amount);
}

void PrometheusMetrics::set(std::string_view gauge, const bridge::Labels& labels, double value) {
    named(families_->gauges, gauge).Add(to_map(labels)).Set(value);
}

void PrometheusMetrics::observe(std::string_view histogram, const bridge::Labels& labels, double seconds) {
    named(families_->histograms, histogram).Add(to_map(labels), buckets_of(histogram)).Observe(seconds);
}

std::string PrometheusMetrics::text() const {
    return prometheus::TextSerializer{}.Serialize(families_->registry.Collect());
}

} // namespace bascule::app
