#include "xmpp_component/service/archive_query.hpp"

#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/xml/data_form.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/result_page.hpp"
#include "xmpp_component/xml/timestamp.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace bascule::xmpp {

namespace {

using bridge::ArchiveSearch;
using bridge::StanzaError;
using Values = std::vector<std::string>;

constexpr int usual_messages = 50;
constexpr int most_messages = 100;

const std::string& first_of(const Values& values) {
    static const std::string nothing;
    return values.empty() ? nothing : values.front();
}

bool take_time(const Values& values, std::optional<std::int64_t>& time) {
    time = parse_timestamp(first_of(values));
    return time.has_value();
}

bool take_with(ArchiveSearch& search, const Values& values) {
    const auto jid = mapping::Jid::parse(first_of(values));
    if (jid) {
        search.with = *jid;
    }
    return jid.has_value();
}

bool take_start(ArchiveSearch& search, const Values& values) {
    return take_time(values, search.start_ms);
}

bool take_end(ArchiveSearch& search, const Values& values) {
    return take_time(values, search.end_ms);
}

bool take_before(ArchiveSearch& search, const Values& values) {
    search.before_id = first_of(values);
    return true;
}

bool take_after(ArchiveSearch& search, const Values& values) {
    search.after_id = first_of(values);
    return true;
}

bool take_ids(ArchiveSearch& search, const Values& values) {
    search.ids = values;
    return values.size() <= most_messages;
}

struct Field {
    std::string_view var;
    bool (*take)(ArchiveSearch&, const Values&);
};
// XEP-0313 §4.1
constexpr std::array fields{Field{"with", take_with},        Field{"start", take_start},    Field{"end", take_end},
                            Field{"before-id", take_before}, Field{"after-id", take_after}, Field{"ids", take_ids}};

std::optional<StanzaError> fill_in(ArchiveSearch& search, const FormValues& form) {
    for (const auto& [var, values] : form) {
        const auto* const field = std::ranges::find(fields, var, &Field::var);
        if (field == fields.end()) {
            return stanza_error("feature-not-implemented", "There is no field '" + var + "'.");
        }
        if (!field->take(search, values)) {
            return stanza_error("bad-request", "The field '" + var + "' holds nothing of its kind.");
        }
    }
    return std::nullopt;
}

// XEP-0059 §2: an empty <before/> asks for the last page. Who wants no messages at all wants their number, which is too
// dear to find out (§2.7), so that his page is only empty.
void fill_in(ArchiveSearch& search, const PageRequest& page) {
    search.at_most = std::clamp(page.most.value_or(usual_messages), 0, most_messages);
    search.page_after = page.after.value_or("");
    search.page_before = page.before.value_or("");
    search.page = page.before ? ArchiveSearch::Page::last : ArchiveSearch::Page::first;
}

} // namespace

bridge::Answered<ArchiveQuery> read_archive_query(const IqRequest& request) {
    ArchiveQuery query{.search = {.room = request.to, .asker = request.from}};
    if (const auto form = read_form(request.payload, ns::archive)) {
        if (auto fault = fill_in(query.search, *form)) {
            return std::move(*fault);
        }
    }
    const auto page = read_page_request(request.payload).value_or(PageRequest{});
    if (page.has_index) { // XEP-0059 §2.6
        return stanza_error("feature-not-implemented",
                            "Messages are not numbered here. Ask for those after or before one, by its id.");
    }
    fill_in(query.search, page);
    if (child_in(request.payload, "flip-page", ns::archive)) {
        query.order = ArchiveQuery::Order::newest_first;
    }
    return query;
}

} // namespace bascule::xmpp
