#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/people_inbox.hpp"
#include "bridge/ports/signs.hpp"
#include "bridge/ports/third_party.hpp"
#include "matrix_appservice/listener/access_token.hpp"
#include "matrix_appservice/listener/ephemeral.hpp"
#include "matrix_appservice/listener/http_answer.hpp"
#include "matrix_appservice/listener/routes.hpp"
#include "matrix_appservice/listener/transaction_order.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace bascule::matrix {

/// What the homeserver may ask of an application service (AS API), from request to answer; no socket is known here.
class Endpoints {
public:
    Endpoints(std::string_view hs_token, bridge::MatrixInbox& inbox, bridge::Metrics& metrics);

    /// Who is told what is not kept; nobody, where this is not called.
    void lead_ephemeral_to(bridge::EphemeralInbox& inbox) noexcept { ephemeral_ = &inbox; }
    void lead_signs_to(bridge::RoomSignInbox& inbox) noexcept { signs_ = &inbox; }
    /// Who looks up people and rooms; nobody is found where this is not called.
    void lead_lookups_to(bridge::ThirdPartyLookup& lookup) noexcept { lookup_ = &lookup; }

    /// Decides by the head alone: the answer to a request that is refused whatever its body says.
    std::optional<HttpAnswer> refuse(const RequestHead& head) const;

    /// Answers a request that was not refused. Throws only when it is cancelled.
    bridge::Task<HttpAnswer> answer(RequestHead head, std::string body);

private:
    void hand_over(Ephemeral ephemeral);
    using Handler = bridge::Task<HttpAnswer> (Endpoints::*)(RequestTarget target, std::string body);
    struct Route {
        RoutePattern pattern;
        Handler handle;
    };
    struct Found {
        Handler handle;
        RequestTarget target;
    };
    static const Route routes[];
    static std::variant<Found, HttpAnswer> find(const RequestHead& head);

    bridge::Task<HttpAnswer> take_transaction(RequestTarget target, std::string body);
    bridge::Task<HttpAnswer> provide_user(RequestTarget target, std::string body);
    bridge::Task<HttpAnswer> provide_alias(RequestTarget target, std::string body);
    bridge::Task<HttpAnswer> answer_ping(RequestTarget target, std::string body);
    bridge::Task<HttpAnswer> show_protocol(RequestTarget target, std::string body);
    bridge::Task<HttpAnswer> find_users(RequestTarget target, std::string body);
    bridge::Task<HttpAnswer> find_rooms(RequestTarget target, std::string body);
    bridge::Task<HttpAnswer> look_up_user(RequestTarget target, std::string body);
    bridge::Task<HttpAnswer> look_up_room(RequestTarget target, std::string body);
    using Lookup = bridge::Task<bridge::ThirdPartyMatches> (bridge::ThirdPartyLookup::*)(std::string);
    bridge::Task<bridge::ThirdPartyMatches> look_up(Lookup lookup, const RequestTarget& target, std::string_view field);

    void tell_left_out(std::string_view transaction_id, const std::string& cause, const std::string& reason);

    AccessToken token_;
    TransactionOrder order_;
    bridge::MatrixInbox& inbox_;
    bridge::EphemeralInbox* ephemeral_ = nullptr;
    bridge::RoomSignInbox* signs_ = nullptr;
    bridge::ThirdPartyLookup* lookup_ = nullptr;
    bridge::Metrics& metrics_;
};

} // namespace bascule::matrix
