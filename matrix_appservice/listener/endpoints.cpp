#include "matrix_appservice/listener/endpoints.hpp"

#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"
#include "matrix_appservice/json_text.hpp"
#include "matrix_appservice/listener/thirdparty.hpp"
#include "matrix_appservice/listener/transaction.hpp"
#include "matrix_appservice/percent_encoding.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <utility>

namespace bascule::matrix {

using bridge::Task;

namespace {

HttpAnswer found_or_not(bool is_found, std::string_view what) {
    return is_found ? done() : refusal(404, "M_NOT_FOUND", std::string{"There is no such "} + std::string{what});
}

HttpAnswer json_or_not_found(std::optional<std::string> json) {
    return json ? HttpAnswer{200, std::move(*json)} : refusal(404, "M_NOT_FOUND", "This bridge has no such protocol");
}

bool is_cancellation(const boost::system::system_error& error) {
    return error.code() == boost::asio::error::operation_aborted;
}

} // namespace

// AS API, "Querying", "Pushing events", "Pinging", "Third-party networks"; the paths without prefix are those of before
// v1, which some servers still use.
const Endpoints::Route Endpoints::routes[] = {
    {{"PUT", "/_matrix/app/v1/transactions/", Tail::id}, &Endpoints::take_transaction},
    {{"PUT", "/transactions/", Tail::id}, &Endpoints::take_transaction},
    {{"GET", "/_matrix/app/v1/users/", Tail::id}, &Endpoints::provide_user},
    {{"GET", "/users/", Tail::id}, &Endpoints::provide_user},
    {{"GET", "/_matrix/app/v1/rooms/", Tail::id}, &Endpoints::provide_alias},
    {{"GET", "/rooms/", Tail::id}, &Endpoints::provide_alias},
    {{"POST", "/_matrix/app/v1/ping", Tail::none}, &Endpoints::answer_ping},
    {{"GET", "/_matrix/app/v1/thirdparty/protocol/", Tail::id}, &Endpoints::show_protocol},
    {{"GET", "/_matrix/app/unstable/thirdparty/protocol/", Tail::id}, &Endpoints::show_protocol},
    {{"GET", "/_matrix/app/v1/thirdparty/user/", Tail::id}, &Endpoints::find_users},
    {{"GET", "/_matrix/app/unstable/thirdparty/user/", Tail::id}, &Endpoints::find_users},
    {{"GET", "/_matrix/app/v1/thirdparty/location/", Tail::id}, &Endpoints::find_rooms},
    {{"GET", "/_matrix/app/unstable/thirdparty/location/", Tail::id}, &Endpoints::find_rooms},
    {{"GET", "/_matrix/app/v1/thirdparty/user", Tail::none}, &Endpoints::look_up_user},
    {{"GET", "/_matrix/app/unstable/thirdparty/user", Tail::none}, &Endpoints::look_up_user},
    {{"GET", "/_matrix/app/v1/thirdparty/location", Tail::none}, &Endpoints::look_up_room},
    {{"GET", "/_matrix/app/unstable/thirdparty/location", Tail::none}, &Endpoints::look_up_room},
};

Endpoints::Endpoints(std::string_view hs_token, bridge::MatrixInbox& inbox, bridge::Metrics& metrics)
    : token_{hs_token}, inbox_{inbox}, metrics_{metrics} {}

std::variant<Endpoints::Found, HttpAnswer> Endpoints::find(const RequestHead& head) {
    const auto [path, query] = split_target(head.target);
    bool is_known_path = false;
    for (const auto& route : routes) {
        const auto tail = route.pattern.tail_of(path);
        if (tail && route.pattern.method == head.method) {
            // Decoded only now, after splitting: an id may contain what separates segments.
            auto id = percent_decoded(*tail);
            if (!id) {
                return refusal(400, "M_INVALID_PARAM", "The path is not percent-encoded well");
            }
            return Found{route.handle, {std::move(*id), std::string{query}}};
        }
        is_known_path = is_known_path || tail;
    }
    return is_known_path ? refusal(405, "M_UNRECOGNIZED", "This endpoint does not know this method")
                         : refusal(404, "M_UNRECOGNIZED", "There is no such endpoint");
}

std::optional<HttpAnswer> Endpoints::refuse(const RequestHead& head) const {
    auto found = find(head);
    if (auto* answer = std::get_if<HttpAnswer>(&found)) {
        return std::move(*answer);
    }
    switch (access_of(token_, head.authorization, std::get<Found>(found).target.query)) {
        case Access::missing_token:
            return refusal(401, "M_UNAUTHORIZED", "The hs_token is missing");
        case Access::wrong_token:
            bridge::log(bridge::LogPart::matrix)
                .warn(
                    "refused a request with a wrong hs_token; the registration that the "
                    "homeserver has read differs from the configuration");
            return refusal(403, "M_FORBIDDEN", "This is not the hs_token");
        case Access::granted:
            break;
    }
    return std::nullopt;
}

Task<HttpAnswer> Endpoints::answer(RequestHead head, std::string body) {
    auto found = find(head);
    if (auto* answer = std::get_if<HttpAnswer>(&found)) {
        co_return std::move(*answer);
    }
    auto& [handle, target] = std::get<Found>(found);
    try {
        co_return co_await (this->*handle)(std::move(target), std::move(body));
    } catch (const bridge::Outage& outage) {
        bridge::log(bridge::LogPart::matrix).warn("asked the homeserver to repeat its request: {}", outage.what());
        co_return refusal(503, "M_UNKNOWN", "The bridge cannot do this just now; try again");
    } catch (const boost::system::system_error& error) {
        if (is_cancellation(error)) {
            throw;
        }
        bridge::log(bridge::LogPart::matrix).error("a request of the homeserver failed: {}", error.what());
    } catch (const std::exception& error) {
        bridge::log(bridge::LogPart::matrix).error("a request of the homeserver failed: {}", error.what());
    }
    co_return refusal(500, "M_UNKNOWN", "The bridge failed to do this");
}

void Endpoints::tell_left_out(std::string_view transaction_id, const std::string& cause, const std::string& reason) {
    metrics_.add("matrix_events_left_out_total", {{"cause", cause}}, 1);
    bridge::log(bridge::LogPart::matrix).warn("left an event of transaction {} out: {}", transaction_id, reason);
}

Task<HttpAnswer> Endpoints::take_transaction(RequestTarget target, std::string body) {
    auto transaction = read_transaction(std::move(body));
    if (!transaction) {
        const auto bad = transaction.error();
        co_return refusal(400, bad.errcode, bad.reason);
    }
    for (const auto& left_out : transaction->left_out) {
        tell_left_out(target.id, std::string{name_of(left_out.cause)}, left_out.reason);
    }
    if (order_.skips_to(target.id)) {
        bridge::log(bridge::LogPart::matrix).warn("transaction {} came before another one", target.id);
        inbox_.on_gap();
    }
    if (!transaction->events.empty()) {
        co_await inbox_.on_events(std::move(transaction->events));
    }
    hand_over(std::move(transaction->ephemeral));
    order_.took(target.id);
    co_return done();
}

void Endpoints::hand_over(Ephemeral ephemeral) {
    if (ephemeral_ != nullptr && !ephemeral.presences.empty()) {
        ephemeral_->on_presence(std::move(ephemeral.presences));
    }
    if (signs_ == nullptr) {
        return;
    }
    for (auto& news : ephemeral.typing) {
        signs_->on_typing(std::move(news));
    }
    for (auto& news : ephemeral.reads) {
        signs_->on_read(std::move(news));
    }
}

Task<HttpAnswer> Endpoints::provide_user(RequestTarget target, std::string /*body*/) {
    auto user = mapping::UserId::parse(target.id);
    bool is_provided = false;
    if (user) {
        is_provided = co_await inbox_.provide_user(std::move(*user));
    }
    co_return found_or_not(is_provided, "user");
}

Task<HttpAnswer> Endpoints::provide_alias(RequestTarget target, std::string /*body*/) {
    auto alias = mapping::RoomAlias::parse(target.id);
    bool is_provided = false;
    if (alias) {
        is_provided = co_await inbox_.provide_alias(std::move(*alias));
    }
    co_return found_or_not(is_provided, "room");
}

Task<HttpAnswer> Endpoints::answer_ping(RequestTarget /*target*/, std::string body) {
    const bool is_json = body.empty() || members_of(body);
    co_return is_json ? done() : refusal(400, "M_NOT_JSON", "The body is no JSON object");
}

Task<HttpAnswer> Endpoints::show_protocol(RequestTarget target, std::string /*body*/) {
    co_return json_or_not_found(describe_protocol(target.id));
}

// Nothing is found where the request does not say by what.
Task<bridge::ThirdPartyMatches> Endpoints::look_up(Lookup lookup, const RequestTarget& target, std::string_view field) {
    auto value = query_field(target.query, field);
    if (lookup_ == nullptr || !value) {
        co_return bridge::ThirdPartyMatches{};
    }
    co_return co_await (lookup_->*lookup)(std::move(*value));
}

Task<HttpAnswer> Endpoints::find_users(RequestTarget target, std::string /*body*/) {
    if (!is_our_protocol(target.id)) {
        co_return json_or_not_found(std::nullopt);
    }
    auto users = co_await look_up(&bridge::ThirdPartyLookup::users_by_jid, target, "jid");
    if (users.empty()) {
        users = co_await look_up(&bridge::ThirdPartyLookup::users_by_id, target, "mxid");
    }
    co_return HttpAnswer{200, list_of_users(users)};
}

Task<HttpAnswer> Endpoints::find_rooms(RequestTarget target, std::string /*body*/) {
    if (!is_our_protocol(target.id)) {
        co_return json_or_not_found(std::nullopt);
    }
    auto rooms = co_await look_up(&bridge::ThirdPartyLookup::rooms_by_jid, target, "room");
    if (rooms.empty()) {
        rooms = co_await look_up(&bridge::ThirdPartyLookup::rooms_by_alias, target, "alias");
    }
    co_return HttpAnswer{200, list_of_rooms(rooms)};
}

Task<HttpAnswer> Endpoints::look_up_user(RequestTarget target, std::string /*body*/) {
    const auto users = co_await look_up(&bridge::ThirdPartyLookup::users_by_id, target, "userid");
    co_return HttpAnswer{200, list_of_users(users)};
}

Task<HttpAnswer> Endpoints::look_up_room(RequestTarget target, std::string /*body*/) {
    const auto rooms = co_await look_up(&bridge::ThirdPartyLookup::rooms_by_alias, target, "alias");
    co_return HttpAnswer{200, list_of_rooms(rooms)};
}

} // namespace bascule::matrix
