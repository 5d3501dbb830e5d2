#include "bridge/store/postgres/postgres_address.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace bascule::store {

namespace {

struct Free {
    void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

std::string name_of(const PostgresAddress& address) {
    const auto prefixed = [&](const char* prefix, const char* keyword) {
        const auto& value = address.value_of(keyword);
        return value.empty() ? value : prefix + value;
    };
    const auto& user = address.value_of("user");
    return "postgresql://" + (user.empty() ? user : user + '@') + address.value_of("host") + prefixed(":", "port") +
           prefixed("/", "dbname");
}

// What is right for a bridge unless the URL says otherwise.
void add_defaults(PostgresAddress& address) {
    const auto add = [&](const char* keyword, const char* value) {
        if (address.value_of(keyword).empty()) {
            address.set(keyword, value);
        }
    };
    add("application_name", "bascule");
    // After a failover the former primary must not be taken for the database.
    add("target_session_attrs", "read-write");
    // A peer that vanished without a word is noticed by the kernel too.
    add("tcp_user_timeout", "30000");
    add("keepalives_idle", "30");
    address.set("client_encoding", "UTF8");
}

} // namespace

PostgresAddress PostgresAddress::parse(const std::string& url) {
    const std::unique_ptr<PQconninfoOption, Free> options{PQconninfoParse(url.c_str(), nullptr)};
    if (!options) {
        throw std::invalid_argument{
            "database: this is no valid postgresql:// address; special characters in user and "
            "password must be percent-encoded"};
    }
    PostgresAddress address;
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) {
            address.set(option->keyword, option->val);
        }
    }
    address.name = name_of(address);
    add_defaults(address);
    return address;
}

const std::string& PostgresAddress::value_of(const std::string& keyword) const {
    static const std::string none;
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const auto& parameter) { return parameter.first == keyword; });
    return found == parameters.end() ? none : found->second;
}

void PostgresAddress::set(const std::string& keyword, std::string value) {
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const auto& parameter) { return parameter.first == keyword; });
    if (found == parameters.end()) {
        parameters.emplace_back(keyword, std::move(value));
    } else {
        found->second = std::move(value);
    }
}

} // namespace bascule::store
