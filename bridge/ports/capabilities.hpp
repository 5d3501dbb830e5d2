#pragma once

#include "mapping/features/feature.hpp"
#include "mapping/jid.hpp"

namespace bascule::bridge {

/// What people's clients say that they can show.
class Capabilities {
public:
    virtual ~Capabilities() = default;
    /// All clients of this person that are there have said what they know, and none knows this.
    virtual bool lacks(const mapping::Jid& person, mapping::Feature feature) const = 0;
};

/// Where nothing is known of anybody.
class UnknownCapabilities final : public Capabilities {
public:
    bool lacks(const mapping::Jid& /*person*/, mapping::Feature /*feature*/) const override { return false; }
};

} // namespace bascule::bridge
