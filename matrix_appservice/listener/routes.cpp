#include "matrix_appservice/listener/routes.hpp"

namespace bascule::matrix {

std::optional<std::string_view> RoutePattern::tail_of(std::string_view request_path) const {
    if (!request_path.starts_with(path)) {
        return std::nullopt;
    }
    const auto rest = request_path.substr(path.size());
    return rest.empty() == (tail == Tail::none) ? std::optional{rest} : std::nullopt;
}

PathAndQuery split_target(std::string_view target) {
    const auto question = target.find('?');
    if (question == std::string_view::npos) {
        return {target, {}};
    }
    return {target.substr(0, question), target.substr(question + 1)};
}

} // namespace bascule::matrix
