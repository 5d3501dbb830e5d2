#include "matrix_appservice/listener/http_answer.hpp"

#include "matrix_appservice/json_value.hpp"

namespace bascule::matrix {

HttpAnswer done() {
    return {200, "{}"};
}

HttpAnswer refusal(int status, std::string_view errcode, std::string_view reason) {
    const nlohmann::json body{{"errcode", errcode}, {"error", reason}};
    return {status, json_text_of(body)};
}

} // namespace bascule::matrix
