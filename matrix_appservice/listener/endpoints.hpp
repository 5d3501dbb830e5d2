#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/people_inbox.hpp"
#include "matrix_appservice/listener/access_token.hpp"
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

    /// Decides by the head alone: the answer to a request that is refused whatever its body says.
    std::optional<HttpAnswer> refuse(const RequestHead& head) const;

    /// Answers a request that was not refused. Throws only when it is cancelled.
    bridge::Task<HttpAnswer> answer(RequestHead head, std::string body);

private:
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
    bridge::Task<HttpAnswer> search_network(RequestTarget target, std::string body);
    bridge::Task<HttpAnswer> look_up_id(RequestTarget target, std::string body);

    void tell_left_out(std::string_view transaction_id, const std::string& cause, const std::string& reason);

    AccessToken token_;
    TransactionOrder order_;
    bridge::MatrixInbox& inbox_;
    bridge::EphemeralInbox* ephemeral_ = nullptr;
    bridge::Metrics& metrics_;
};

} // namespace bascule::matrix
