#include "bridge/crossing/file_feature.hpp"

#include <array>

namespace bascule::bridge {

using mapping::Feature;

mapping::Feature feature_of(mapping::FileKind kind) {
    static constexpr std::array features{Feature::image, Feature::file,  Feature::audio,
                                         Feature::video, Feature::voice, Feature::sticker};
    return features.at(static_cast<std::size_t>(kind));
}

std::string words_for(const mapping::File& file) {
    if (!file.name.empty()) {
        return file.name;
    }
    return file.description.empty() ? std::string{mapping::word_of(feature_of(file.kind))} : file.description;
}

} // namespace bascule::bridge
