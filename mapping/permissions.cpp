#include "mapping/permissions.hpp"

#include "mapping/server_name.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bascule::mapping {

namespace {

constexpr std::string_view everybody = "*";
constexpr std::array<std::pair<std::string_view, Permission>, 4> words{{{"block", Permission::block},
                                                                        {"use", Permission::use},
                                                                        {"plumb", Permission::plumb},
                                                                        {"admin", Permission::admin}}};

// The spellings that the rule is looked up by. A domain has two: Matrix tells case apart, XMPP does not.
std::vector<std::string> spellings_of(const std::string& key) {
    if (key == everybody || UserId::parse(key).has_value()) {
        return {key};
    }
    std::vector<std::string> spellings;
    if (is_server_name(key)) {
        spellings.push_back(key);
    }
    const auto jid = Jid::parse(key);
    if (jid.has_value() && jid->is_bare() && jid->str() != key) {
        spellings.push_back(jid->str());
    } else if (jid.has_value() && jid->is_bare() && spellings.empty()) {
        spellings.push_back(key);
    }
    return spellings;
}

bool is_id(std::string_view key) {
    return key.find('@') != std::string_view::npos;
}

} // namespace

std::optional<Permission> permission_from(std::string_view word) {
    const auto* found = std::ranges::find(words, word, &std::pair<std::string_view, Permission>::first);
    return found == words.end() ? std::nullopt : std::optional{found->second};
}

std::string_view word_of(Permission permission) {
    return std::ranges::find(words, permission, &std::pair<std::string_view, Permission>::second)->first;
}

Result<Permissions> Permissions::create(const std::map<std::string, Permission>& rules) {
    Permissions permissions;
    for (const auto& [key, permission] : rules) {
        const auto spellings = spellings_of(key);
        if (spellings.empty()) {
            return Error{"'" + key + "' is neither '*', nor a domain, a Matrix user id or a bare JID"};
        }
        for (const auto& spelling : spellings) {
            const auto [rule, is_new] = permissions.rules_.emplace(spelling, permission);
            if (!is_new && rule->second != permission) {
                return Error{"'" + key + "' is the same as another key, which gives another permission"};
            }
        }
    }
    return permissions;
}

Permission Permissions::of(const UserId& user) const {
    return look_up(user.str(), user.server());
}

Permission Permissions::of(const Jid& jid) const {
    return look_up(jid.bare().str(), jid.domain());
}

std::vector<std::string> Permissions::named_with(Permission permission) const {
    std::vector<std::string> ids;
    for (const auto& [key, given] : rules_) {
        if (given == permission && is_id(key)) {
            ids.push_back(key);
        }
    }
    return ids;
}

Permission Permissions::look_up(std::string_view id, std::string_view domain) const {
    for (const auto key : {id, domain, everybody}) {
        if (const auto rule = rules_.find(key); rule != rules_.end()) {
            return rule->second;
        }
    }
    return Permission::use;
}

} // namespace bascule::mapping
