#pragma once

#include "bridge/ports/muc_passwords.hpp"
#include "tests/fakes/memory_table.hpp"

#include <map>
#include <string>
#include <utility>

namespace bascule::fakes {

class MemoryMucPasswords final : public bridge::MucPasswords, public MemoryTable {
public:
    std::map<mapping::Jid, std::string> rows;

    bridge::Task<std::string> of(mapping::Jid muc) override {
        reach();
        const auto found = rows.find(muc);
        co_return found == rows.end() ? std::string{} : found->second;
    }
    bridge::Task<void> save(mapping::Jid muc, std::string password) override {
        reach();
        rows.insert_or_assign(std::move(muc), std::move(password));
        co_return;
    }
    bridge::Task<void> remove(mapping::Jid muc) override {
        reach();
        rows.erase(muc);
        co_return;
    }
};

} // namespace bascule::fakes
