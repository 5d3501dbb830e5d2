#include "xmpp_component/codec/features/places.hpp"

#include "mapping/conversation/geo_uri.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

namespace bascule::xmpp {

namespace {

// As a geo: URI, so that numbers are read and written in one place.
std::optional<mapping::Place> place_in(pugi::xml_node geoloc) {
    const auto latitude = text_of(child_in(geoloc, "lat", ns::geoloc));
    const auto longitude = text_of(child_in(geoloc, "lon", ns::geoloc));
    const auto accuracy = text_of(child_in(geoloc, "accuracy", ns::geoloc));
    auto place =
        mapping::place_of_geo_uri("geo:" + latitude + ',' + longitude + (accuracy.empty() ? "" : ";u=" + accuracy));
    if (place) {
        place->name = text_of(child_in(geoloc, "text", ns::geoloc));
        if (place->name.empty()) {
            place->name = text_of(child_in(geoloc, "description", ns::geoloc));
        }
    }
    return place;
}

} // namespace

void decode_place(pugi::xml_node message, const CutBody& body, mapping::Message& said) {
    if (const auto geoloc = child_in(message, "geoloc", ns::geoloc)) {
        said.place = place_in(geoloc);
    }
    if (!said.place && body.text.find_first_of(" \n") == std::string::npos) {
        said.place = mapping::place_of_geo_uri(body.text);
        if (said.place) {
            said.body.clear();
            said.rich.reset();
        }
    }
}

void encode_place(pugi::xml_node stanza, const mapping::Message& said) {
    if (!said.place) {
        return;
    }
    const auto uri = mapping::geo_uri_of({said.place->latitude, said.place->longitude});
    const auto comma = uri.find(',');
    auto geoloc = add(stanza, "geoloc", ns::geoloc);
    if (said.place->accuracy_m) {
        set_text(add(geoloc, "accuracy"), std::to_string(static_cast<long long>(*said.place->accuracy_m)));
    }
    set_text(add(geoloc, "lat"), uri.substr(4, comma - 4));
    set_text(add(geoloc, "lon"), uri.substr(comma + 1));
    if (!said.place->name.empty()) {
        set_text(add(geoloc, "text"), said.place->name);
    }
    if (!said.body.empty()) {
        add_fallback(stanza, ns::geoloc);
    }
}

} // namespace bascule::xmpp
