#include "bridge/finding/jid_word.hpp"

#include "bridge/address_uri.hpp"

namespace bascule::bridge {

using mapping::Error;
using mapping::Jid;
using mapping::Result;

Result<Jid> jid_of_word(const std::string& word) {
    const auto address = address_text_from(word);
    if (!address) {
        return Error{"“" + word + "” is no XMPP address: " + address.error().reason + "."};
    }
    auto jid = Jid::parse(address->id);
    if (!jid) {
        return Error{"“" + word + "” is no XMPP address: " + jid.error().reason + "."};
    }
    return jid;
}

Result<Jid> muc_of_word(const std::string& word) {
    auto jid = jid_of_word(word);
    if (jid && (jid->local().empty() || !jid->is_bare())) {
        return Error{"“" + word + "” is no address of a MUC, such as garden@muc.capulet.example."};
    }
    return jid;
}

} // namespace bascule::bridge
