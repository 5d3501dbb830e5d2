#include "xmpp_component/codec/features/acts.hpp"

#include "xmpp_component/codec/features/cut_body.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <array>

namespace bascule::xmpp {

namespace {

using mapping::Redaction;

constexpr std::size_t most_emojis = 100;

// XEP-0444 §4
std::optional<mapping::Act> decode_reactions(const bridge::StanzaHead& /*head*/, pugi::xml_node message) {
    const auto element = child_in(message, "reactions", ns::reactions);
    if (attribute_of(element, "id").empty()) {
        return std::nullopt;
    }
    mapping::Reactions reactions{std::string{attribute_of(element, "id")}};
    for (const auto child : element.children("reaction")) {
        auto emoji = text_of(child);
        const auto begin = emoji.find_first_not_of(" \n\t");
        emoji = begin == std::string::npos ? "" : emoji.substr(begin, emoji.find_last_not_of(" \n\t") - begin + 1);
        const bool is_new = std::ranges::find(reactions.emojis, emoji) == reactions.emojis.end();
        if (!emoji.empty() && is_new && reactions.emojis.size() < most_emojis) {
            reactions.emojis.push_back(std::move(emoji));
        }
    }
    return reactions;
}

Redaction moderated_by(pugi::xml_node moderated, std::string target, std::string reason) {
    const auto occupant = child_in(moderated, "occupant-id", ns::occupant_id);
    return {std::move(target), Redaction::By::moderator, std::move(reason), std::string{attribute_of(moderated, "by")},
            std::string{attribute_of(occupant, "id")}};
}

// XEP-0424 §3, XEP-0425 §4.2
std::optional<mapping::Act> decode_retraction(const bridge::StanzaHead& head, pugi::xml_node message) {
    const auto retract = child_in(message, "retract", ns::message_retract);
    std::string target{attribute_of(retract, "id")};
    if (target.empty()) {
        return std::nullopt;
    }
    auto reason = text_of(child_in(retract, "reason", ns::message_retract));
    const auto moderated = child_in(retract, "moderated", ns::message_moderate);
    if (!moderated) {
        return Redaction{std::move(target), Redaction::By::author, std::move(reason)};
    }
    if (!head.from.is_bare()) {
        return std::nullopt;
    }
    return moderated_by(moderated, std::move(target), std::move(reason));
}

// XEP-0424 and XEP-0425 as they were, on top of XEP-0422.
std::optional<mapping::Act> decode_fastened(const bridge::StanzaHead& head, pugi::xml_node message) {
    const auto apply = child_in(message, "apply-to", ns::fasten);
    std::string target{attribute_of(apply, "id")};
    if (target.empty()) {
        return std::nullopt;
    }
    const auto moderated = child_in(apply, "moderated", ns::message_moderate_legacy);
    if (moderated && head.from.is_bare() && child_in(moderated, "retract", ns::message_retract_legacy)) {
        auto reason = text_of(child_in(moderated, "reason", ns::message_moderate_legacy));
        return moderated_by(moderated, std::move(target), std::move(reason));
    }
    if (child_in(apply, "retract", ns::message_retract_legacy)) {
        return Redaction{std::move(target)};
    }
    return std::nullopt;
}

// XEP-0334 §4.1: servers keep what has no body only when told to.
void add_store_hint(pugi::xml_node stanza) {
    add(stanza, "store", ns::hints);
}

struct Encoder {
    pugi::xml_node stanza;

    const char* operator()(const mapping::Reactions& reactions) {
        auto element = add(stanza, "reactions", ns::reactions);
        set(element, "id", reactions.target);
        for (const auto& emoji : reactions.emojis) {
            set_text(add(element, "reaction"), emoji);
        }
        return ns::reactions;
    }
    const char* operator()(const Redaction& redaction) {
        auto retract = add(stanza, "retract", ns::message_retract);
        set(retract, "id", redaction.target);
        if (redaction.by == Redaction::By::moderator) {
            auto moderated = add(retract, "moderated", ns::message_moderate);
            if (!redaction.moderator.empty()) {
                set(moderated, "by", redaction.moderator);
            }
            if (!redaction.moderator_occupant_id.empty()) {
                set(add(moderated, "occupant-id", ns::occupant_id), "id", redaction.moderator_occupant_id);
            }
        }
        if (!redaction.reason.empty()) {
            set_text(add(retract, "reason"), redaction.reason);
        }
        return ns::message_retract;
    }
    template <class Other>
    const char* operator()(const Other& /*other*/) {
        return nullptr; // XMPP has no element for it
    }
};

using Decode = std::optional<mapping::Act> (*)(const bridge::StanzaHead&, pugi::xml_node);
constexpr std::array<Decode, 3> decoders{decode_reactions, decode_retraction, decode_fastened};

} // namespace

std::optional<mapping::Act> decode_act(const bridge::StanzaHead& head, pugi::xml_node message) {
    for (const auto decode : decoders) {
        if (auto act = decode(head, message)) {
            return act;
        }
    }
    return std::nullopt;
}

void encode_act(pugi::xml_node stanza, const mapping::Act& act) {
    const auto* const ns = std::visit(Encoder{stanza}, act);
    if (ns != nullptr && stanza.child("body")) {
        add_fallback(stanza, ns);
    }
    add_store_hint(stanza);
}

} // namespace bascule::xmpp
