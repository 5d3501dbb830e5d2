#include "bridge/store/tables/contact_table.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

using bridge::Contact;

namespace {

constexpr const char* select_contact = R"sql(
    SELECT peer_sees_puppet, puppet_sees_peer FROM contact WHERE puppet = $1 AND peer = $2)sql";
constexpr const char* upsert_contact = R"sql(
    INSERT INTO contact (puppet, peer, whole_puppet, whole_peer, peer_sees_puppet, puppet_sees_peer)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (puppet, peer) DO UPDATE
    SET peer_sees_puppet = excluded.peer_sees_puppet, puppet_sees_peer = excluded.puppet_sees_peer)sql";
constexpr const char* delete_contact = "DELETE FROM contact WHERE puppet = $1 AND peer = $2";
constexpr const char* select_watchers = R"sql(
    SELECT peer_sees_puppet, puppet_sees_peer, puppet, whole_puppet, peer, whole_peer FROM contact
    WHERE peer_sees_puppet = 1 ORDER BY puppet, peer)sql";

Contact read_contact(mapping::Jid puppet, mapping::Jid peer, const Row& row) {
    return {std::move(puppet), std::move(peer), row.number(0) == 1, row.number(1) == 1};
}

} // namespace

Task<std::optional<Contact>> ContactTable::find(mapping::Jid puppet, mapping::Jid peer) {
    std::vector<Value> parameters{IndexKey{puppet.str()}.indexed, IndexKey{peer.str()}.indexed};
    const auto answer = co_await database_.query(select_contact, std::move(parameters));
    if (answer.rows.empty()) {
        co_return std::nullopt;
    }
    co_return read_contact(std::move(puppet), std::move(peer), answer.rows.front());
}

Task<void> ContactTable::save(Contact contact) {
    IndexKey puppet{contact.puppet.str()};
    IndexKey peer{contact.peer.str()};
    std::vector<Value> parameters{std::move(puppet.indexed),
                                  std::move(peer.indexed),
                                  std::move(puppet.whole),
                                  std::move(peer.whole),
                                  number(contact.peer_sees_puppet ? 1 : 0),
                                  number(contact.puppet_sees_peer ? 1 : 0)};
    co_await database_.query(upsert_contact, std::move(parameters));
}

Task<void> ContactTable::remove(mapping::Jid puppet, mapping::Jid peer) {
    std::vector<Value> parameters{IndexKey{puppet.str()}.indexed, IndexKey{peer.str()}.indexed};
    co_await database_.query(delete_contact, std::move(parameters));
}

Task<std::vector<Contact>> ContactTable::watchers() {
    const auto answer = co_await database_.query(select_watchers, std::vector<Value>());
    std::vector<Contact> found;
    for (const auto& row : answer.rows) {
        found.push_back(read_contact(mapping::Jid::parse(whole_text(row, 2, 3)).value(),
                                     mapping::Jid::parse(whole_text(row, 4, 5)).value(), row));
    }
    co_return found;
}

} // namespace bascule::store
