#pragma once

#include "config/load.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::config {

/// The required keys and nothing else.
inline const std::string smallest = R"(homeserver:
  url: http://127.0.0.1:8008
  domain: verona.example
appservice:
  as_token: balcony
  hs_token: orchard
xmpp:
  component: matrix.verona.example
  secret: nightingale
)";

inline Configuration loaded(const std::string& yaml, const Environment& environment = {}) {
    auto result = parse(yaml, "bascule.yaml", environment);
    if (!result) {
        for (const auto& line : result.error().lines) {
            ADD_FAILURE() << line;
        }
    }
    return std::move(result).value();
}

inline std::vector<std::string> problems_of(const std::string& yaml, const Environment& environment = {}) {
    const auto result = parse(yaml, "bascule.yaml", environment);
    return result ? std::vector<std::string>{} : result.error().lines;
}

} // namespace bascule::config
