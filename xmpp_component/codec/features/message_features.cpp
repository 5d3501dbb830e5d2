#include "xmpp_component/codec/features/message_features.hpp"

#include "xmpp_component/codec/features/files.hpp"
#include "xmpp_component/codec/features/mentions.hpp"
#include "xmpp_component/codec/features/places.hpp"
#include "xmpp_component/codec/features/relations.hpp"

#include <array>

namespace bascule::xmpp {

namespace {

struct FeatureCodec {
    void (*decode)(pugi::xml_node message, const CutBody& body, mapping::Message& said);
    void (*encode)(pugi::xml_node stanza, const mapping::Message& said);
};
constexpr std::array codecs{FeatureCodec{decode_relations, encode_relations},
                            FeatureCodec{decode_mentions, encode_mentions}, FeatureCodec{decode_files, encode_files},
                            FeatureCodec{decode_place, encode_place}};

} // namespace

void decode_features(pugi::xml_node message, const CutBody& body, mapping::Message& said) {
    for (const auto& codec : codecs) {
        codec.decode(message, body, said);
    }
}

void encode_features(pugi::xml_node stanza, const mapping::Message& said) {
    for (const auto& codec : codecs) {
        codec.encode(stanza, said);
    }
}

} // namespace bascule::xmpp
