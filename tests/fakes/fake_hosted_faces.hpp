#pragma once

#include "bridge/ports/hosted_faces.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// Keeps which avatars were asked for.
class FakeHostedFaces final : public bridge::HostedFaces {
public:
    std::vector<std::string> faces;
    std::optional<bridge::StanzaError> error;

    bridge::Task<std::optional<bridge::StanzaError>> set_face(mapping::Jid /*room*/, mapping::Jid /*asker*/,
                                                              std::string bytes) override {
        faces.push_back(std::move(bytes));
        co_return error;
    }
};

} // namespace bascule::fakes
