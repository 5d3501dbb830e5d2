#include "bridge/commands/audit.hpp"

#include <boost/date_time/posix_time/posix_time.hpp>

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr int usual_count = 20;
constexpr int most = 200;

std::string time_text(std::int64_t at_ms) {
    const auto time = boost::posix_time::from_time_t(static_cast<std::time_t>(at_ms / 1'000));
    return boost::posix_time::to_iso_extended_string(time) + "Z";
}

Task<CommandAnswer> audit(AuditLog& log, CommandCall call) {
    const auto count = call.word(0).empty() ? usual_count : std::min(std::stoi(call.word(0)), most);
    CommandAnswer answer{.text = "The last changes:", .audience = CommandAnswer::Audience::asker};
    answer.table.heads = {"When", "Who", "Where", "What", "Outcome"};
    for (auto& record : co_await log.latest(count)) {
        answer.table.rows.push_back({time_text(record.at_ms), std::move(record.who), std::move(record.where),
                                     std::move(record.command), std::move(record.outcome)});
    }
    if (answer.table.rows.empty()) {
        answer.text = "Nothing has been changed yet.";
    }
    co_return answer;
}

} // namespace

Command audit_command(AuditLog& audit_log) {
    return {.name = "audit",
            .summary = "the last changes that people have had made",
            .parameters = {{.name = "NUMBER",
                            .about = "how many; 20 where it is not said",
                            .kind = CommandParameter::Kind::number,
                            .need = CommandParameter::Need::optional}},
            .needs = mapping::Permission::admin,
            .places = places::all_but_hosted,
            .run = [&audit_log](CommandCall call) { return audit(audit_log, std::move(call)); }};
}

} // namespace bascule::bridge
