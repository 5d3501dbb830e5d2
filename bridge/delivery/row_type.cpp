#include "bridge/delivery/row_type.hpp"

#include <variant>

namespace bascule::bridge {

namespace {

struct NameOfType {
    std::string_view operator()(const mapping::Message& message) const {
        switch (message.kind) {
            case mapping::MessageKind::emote:
                return "emote";
            case mapping::MessageKind::notice:
                return "notice";
            case mapping::MessageKind::text:
                break;
        }
        return "text";
    }
    std::string_view operator()(const mapping::Act& act) const {
        if (std::holds_alternative<mapping::Redaction>(act)) {
            return "redaction";
        }
        const bool is_reaction =
            std::holds_alternative<mapping::Reaction>(act) || std::holds_alternative<mapping::Reactions>(act);
        return is_reaction ? "reaction" : "poll";
    }
    std::string_view operator()(const MemberChange& /*change*/) const { return "membership"; }
    std::string_view operator()(const EncryptionOn& /*event*/) const { return "encryption"; }
    std::string_view operator()(const Unreadable& /*event*/) const { return "encryption"; }
    std::string_view operator()(const ChatMessage& chat) const {
        return chat.act ? (*this)(*chat.act) : (*this)(chat.message);
    }
    std::string_view operator()(const GroupMessage& said) const {
        return said.act ? (*this)(*said.act) : (*this)(said.message);
    }
    std::string_view operator()(const ReturnedMessage& /*returned*/) const { return "error"; }
    template <class Other>
    std::string_view operator()(const Other& /*other*/) const {
        return "other";
    }
};

} // namespace

std::string_view type_of(const MatrixEvent& event) {
    return std::visit(NameOfType{}, event.content);
}

std::string_view type_of(const XmppEvent& event) {
    return std::visit(NameOfType{}, event);
}

} // namespace bascule::bridge
