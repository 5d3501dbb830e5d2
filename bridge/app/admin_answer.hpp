#pragma once

#include "bridge/app/admin_listener.hpp"

#include <string>
#include <string_view>

namespace bascule::app {

/// An answer of HTTP, without its connection.
struct AdminAnswer {
    unsigned status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;
};

/// What the admin listener answers to this request.
AdminAnswer answer_admin(std::string_view method, std::string_view target, const AdminSources& sources);

} // namespace bascule::app
