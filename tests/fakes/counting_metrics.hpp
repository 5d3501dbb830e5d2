#pragma once

#include "bridge/ports/metrics.hpp"

#include <map>
#include <string>

namespace bascule::fakes {

/// Sums up by name and first label's value, as `name` or `name:value`.
class CountingMetrics final : public bridge::Metrics {
public:
    void add(std::string_view counter, const bridge::Labels& labels, double amount) override {
        figures[key(counter, labels)] += amount;
    }
    void set(std::string_view gauge, const bridge::Labels& labels, double value) override {
        figures[key(gauge, labels)] = value;
    }
    void observe(std::string_view histogram, const bridge::Labels& labels, double /*seconds*/) override {
        figures[key(histogram, labels)] += 1;
    }

    std::map<std::string, double> figures;

private:
    static std::string key(std::string_view name, const bridge::Labels& labels) {
        return labels.empty() ? std::string{name} : std::string{name} + ':' + labels.front().second;
    }
};

} // namespace bascule::fakes
