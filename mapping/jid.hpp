#pragma once

#include "mapping/result.hpp"

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// An XMPP address (RFC 7622), prepared by nodeprep, nameprep and resourceprep (RFC 6122) as the servers in use do,
/// so that equal addresses compare equal. Each part has 1..1023 bytes of UTF-8, before and after preparation. Code
/// points that Unicode 3.2 does not know pass unchanged in every part (RFC 3454 §7, query strings), as they do when
/// Prosody and ejabberd route: a nick of emoji is an address.
class Jid {
public:
    /// `local@domain/resource`; the first '/' ends the bare address, the first '@' before it ends the local part.
    static Result<Jid> parse(std::string_view text);
    /// `local` and `resource` may be empty.
    static Result<Jid> from_parts(std::string_view local, std::string_view domain, std::string_view resource);

    std::string_view local() const noexcept;
    std::string_view domain() const noexcept;
    std::string_view resource() const noexcept;

    const std::string& str() const noexcept { return text_; }
    /// The address without its resource.
    Jid bare() const;
    bool is_bare() const noexcept { return resource_at_ == std::string::npos; }
    /// The bare address with this resource; fails where resourceprep refuses it.
    Result<Jid> with_resource(std::string_view resource) const;

    friend auto operator<=>(const Jid& one, const Jid& other) noexcept { return one.text_ <=> other.text_; }
    friend bool operator==(const Jid& one, const Jid& other) noexcept { return one.text_ == other.text_; }

private:
    Jid(std::string text, std::size_t domain_at, std::size_t resource_at)
        : text_{std::move(text)}, domain_at_{domain_at}, resource_at_{resource_at} {}

    std::string text_;
    std::size_t domain_at_;   // where the domain begins
    std::size_t resource_at_; // where the resource begins, npos where there is none
};

} // namespace bascule::mapping

template <>
struct std::hash<bascule::mapping::Jid> {
    std::size_t operator()(const bascule::mapping::Jid& jid) const noexcept {
        return std::hash<std::string>{}(jid.str());
    }
};
