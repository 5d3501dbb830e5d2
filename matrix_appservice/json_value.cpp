#include "matrix_appservice/json_value.hpp"

#include "matrix_appservice/json_text.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace bascule::matrix {

namespace {

const nlohmann::json* member_at(const nlohmann::json& object, const char* name) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

std::optional<std::int64_t> integer_of_text(std::string_view text) {
    const auto start = text.find_first_not_of(" \t+");
    text.remove_prefix(start == std::string_view::npos ? text.size() : start);
    text = text.substr(0, text.find_last_not_of(" \t") + 1);
    std::int64_t integer = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{integer} : std::nullopt;
}

} // namespace

mapping::Result<nlohmann::json> parse_json(std::string_view text) {
    if (nesting_of(text) > deepest_nesting) {
        return mapping::Error{"the JSON is nested too deeply"};
    }
    auto parsed = nlohmann::json::parse(text, nullptr, false);
    if (parsed.is_discarded()) {
        return mapping::Error{"this is no JSON"};
    }
    // A JSON value can be made of anything, so which of the two is meant has to be said.
    return mapping::Result<nlohmann::json>{boost::system::in_place_value, std::move(parsed)};
}

std::string json_text_of(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<std::string> string_in(const nlohmann::json& object, const char* name) {
    const auto* member = member_at(object, name);
    return member != nullptr && member->is_string() ? std::optional{member->get<std::string>()} : std::nullopt;
}

std::optional<std::int64_t> integer_in(const nlohmann::json& object, const char* name) {
    const auto* member = member_at(object, name);
    return member != nullptr ? integer_of(*member) : std::nullopt;
}

bool is_true_in(const nlohmann::json& object, const char* name) {
    const auto* member = member_at(object, name);
    return member != nullptr && member->is_boolean() && member->get<bool>();
}

const nlohmann::json& object_in(const nlohmann::json& object, const char* name) {
    static const auto empty = nlohmann::json::object();
    const auto* member = member_at(object, name);
    return member != nullptr && member->is_object() ? *member : empty;
}

std::optional<std::int64_t> integer_of(const nlohmann::json& value) {
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        return number <= most ? std::optional{static_cast<std::int64_t>(number)} : std::nullopt;
    }
    if (value.is_number_integer()) {
        return value.get<std::int64_t>();
    }
    if (value.is_number_float()) {
        constexpr double exact = 9007199254740992.0; // 2^53: beyond, a double is no integer any more
        const auto number = value.get<double>();
        return std::abs(number) <= exact ? std::optional{static_cast<std::int64_t>(number)} : std::nullopt;
    }
    return value.is_string() ? integer_of_text(value.get_ref<const std::string&>()) : std::nullopt;
}

} // namespace bascule::matrix
