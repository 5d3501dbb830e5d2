#include "bridge/gateway/refusal.hpp"

#include "bridge/address_uri.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

constexpr int not_found = 404;
constexpr int first_server_error = 500;

StanzaError error_of(const Refusal& refusal, const char* forbidden, const std::string& text) {
    const auto& code = refusal.errcode;
    if (refusal.status == not_found || code == "M_NOT_FOUND" || code == "M_UNRECOGNIZED") {
        return refused("item-not-found", text);
    }
    if (code == "M_LIMIT_EXCEEDED") {
        return refused("resource-constraint", text);
    }
    if (code == "M_TOO_LARGE") {
        return refused("not-acceptable", text);
    }
    if (code == "M_INVALID_PARAM" || code == "M_BAD_JSON") {
        return refused("bad-request", text);
    }
    if (code == "M_UNABLE_TO_AUTHORISE_JOIN" || code == "M_UNABLE_TO_GRANT_JOIN") {
        return refused("registration-required", text);
    }
    return refused(refusal.status >= first_server_error ? "internal-server-error" : forbidden, text);
}

} // namespace

StanzaError refused(std::string condition, std::string text) {
    return {.type = {}, .condition = std::move(condition), .text = std::move(text)};
}

StanzaError moved_to(const mapping::Jid& muc) {
    return {.type = {},
            .condition = "gone",
            .text = "This Matrix room stands for the XMPP room " + muc.str() + ". Enter that one instead.",
            .uri = muc_uri_of(muc)};
}

StanzaError entry_error(const Refusal& refusal) {
    return error_of(refusal, "registration-required", "This Matrix room does not let you in: " + refusal.reason);
}

StanzaError deed_error(const Refusal& refusal) {
    return error_of(refusal, "forbidden", refusal.reason);
}

} // namespace bascule::bridge
