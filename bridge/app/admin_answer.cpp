#include "bridge/app/admin_answer.hpp"

#include <array>

namespace bascule::app {

namespace {

AdminAnswer metrics(const AdminSources& sources) {
    return {.status = 200, .content_type = "text/plain; version=0.0.4; charset=utf-8", .body = sources.metrics()};
}

// That it answers is the answer.
AdminAnswer live(const AdminSources& /*sources*/) {
    return {.body = "alive\n"};
}

AdminAnswer ready(const AdminSources& sources) {
    AdminAnswer answer;
    for (const auto& part : sources.health()) {
        answer.status = part.is_well ? answer.status : 503;
        answer.body += part.part + ": " + (part.is_well ? "ok" : "not ready");
        answer.body += (part.text.empty() ? "" : ", " + part.text) + '\n';
    }
    return answer;
}

struct Route {
    std::string_view path;
    AdminAnswer (*answer)(const AdminSources&);
};
constexpr std::array routes{Route{"/metrics", metrics}, Route{"/live", live}, Route{"/ready", ready}};

} // namespace

AdminAnswer answer_admin(std::string_view method, std::string_view target, const AdminSources& sources) {
    const auto path = target.substr(0, target.find('?'));
    for (const auto& route : routes) {
        if (route.path != path) {
            continue;
        }
        if (method != "GET" && method != "HEAD") {
            return {.status = 405, .body = "only GET\n"};
        }
        return route.answer(sources);
    }
    return {.status = 404, .body = "here are /metrics, /live and /ready\n"};
}

} // namespace bascule::app
