#pragma once

#include "mapping/conversation/file.hpp"
#include "mapping/features/feature.hpp"

#include <string>

namespace bascule::bridge {

/// What the mapping table calls a file of this kind.
mapping::Feature feature_of(mapping::FileKind kind);

/// What it is called in words: its name, else what stands for it, else its kind.
std::string words_for(const mapping::File& file);

} // namespace bascule::bridge
