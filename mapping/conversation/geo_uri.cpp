#include "mapping/conversation/geo_uri.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace bascule::mapping {

namespace {

constexpr std::string_view scheme = "geo:";
constexpr std::string_view uncertainty = ";u=";
constexpr int most_digits = 7; // behind the point: about a centimetre

std::string number(double value) {
    std::array<char, 64> digits{};
    const auto written =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, most_digits);
    std::string text{digits.data(), written.ptr};
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) {
        text.pop_back();
    }
    return text;
}

// Reads a number from the beginning, and takes it away.
std::optional<double> take_number(std::string_view& text) {
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (read.ec != std::errc{} || !std::isfinite(value)) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    return value;
}

} // namespace

std::string geo_uri_of(const Place& place) {
    auto uri = std::string{scheme} + number(place.latitude) + ',' + number(place.longitude);
    return place.accuracy_m ? uri + std::string{uncertainty} + number(*place.accuracy_m) : uri;
}

std::optional<Place> place_of_geo_uri(std::string_view uri) {
    if (!uri.starts_with(scheme)) {
        return std::nullopt;
    }
    uri.remove_prefix(scheme.size());
    const auto latitude = take_number(uri);
    if (!latitude || !uri.starts_with(',')) {
        return std::nullopt;
    }
    uri.remove_prefix(1);
    const auto longitude = take_number(uri);
    const bool is_on_earth = longitude && std::abs(*latitude) <= 90 && std::abs(*longitude) <= 180;
    const bool is_ended = uri.empty() || uri.front() == ',' || uri.front() == ';' || uri.front() == '?';
    if (!is_on_earth || !is_ended) {
        return std::nullopt;
    }
    Place place{*latitude, *longitude};
    if (const auto at = uri.find(uncertainty); at != std::string_view::npos) {
        uri.remove_prefix(at + uncertainty.size());
        const auto accuracy = take_number(uri);
        place.accuracy_m = accuracy && *accuracy >= 0 ? accuracy : std::nullopt;
    }
    return place;
}

} // namespace bascule::mapping
