#include "bridge/app/translate/dry_run.hpp"

#include "bridge/app/translate/answer.hpp"

#include <nlohmann/json.hpp>

#include <exception>
#include <utility>

namespace bascule::app {

namespace {

// The member of the line that is to be read, as text; nothing where the line is not what it should be.
mapping::Result<std::string> part_of(const std::string& line, bool is_from_matrix) {
    const auto object = nlohmann::json::parse(line, nullptr, false);
    const std::string wanted = is_from_matrix ? R"({"event": {…}})" : R"({"stanza": "<message …/>"})";
    if (!object.is_object()) {
        return mapping::Error{"the line is no JSON object; write " + wanted};
    }
    const auto found = object.find(is_from_matrix ? "event" : "stanza");
    const bool is_sound = found != object.end() && (is_from_matrix ? found->is_object() : found->is_string());
    if (!is_sound) {
        return mapping::Error{"the line is not of the side that --from names; write " + wanted};
    }
    auto part = is_from_matrix ? found->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                               : found->get<std::string>();
    return mapping::Result<std::string>{boost::system::in_place_value, std::move(part)};
}

} // namespace

DryRun::DryRun(mapping::Direction direction, DryContext context)
    : direction_{direction},
      context_{std::move(context)},
      media_{context_.names.homeserver_domain()},
      to_xmpp_{{links_, reactions_, threads_, polls_, rules_, media_, capabilities_}},
      to_matrix_{{links_, reactions_, threads_, polls_, rules_, media_, capabilities_}} {
    links_.rows = context_.links;
    rules_.rules = context_.rules;
}

bridge::Venue DryRun::venue() {
    return {context_.portal.kind, context_.portal.room, context_.portal.address, context_.people};
}

std::string DryRun::next_event() {
    return "$dry-run-" + std::to_string(++events_);
}

bridge::Task<std::string> DryRun::answer(std::string line) {
    try {
        const bool is_from_matrix = direction_ == mapping::Direction::matrix_to_xmpp;
        auto part = part_of(line, is_from_matrix);
        if (!part) {
            co_return error_answer(part.error().reason);
        }
        if (is_from_matrix) {
            co_return co_await answer_event(std::move(*part));
        }
        co_return co_await answer_stanza(std::move(*part));
    } catch (const std::exception& error) {
        co_return error_answer(error.what());
    }
}

std::string DryRun::only_decision(mapping::Feature feature, const std::string& reason) const {
    bridge::Judge judge{context_.rules, direction_, context_.portal.address};
    judge.decide(feature);
    if (!reason.empty()) {
        judge.overrule(feature, mapping::Action::drop, reason);
    }
    return answer_of({}, std::move(judge).features());
}

} // namespace bascule::app
