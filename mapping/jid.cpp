#include "mapping/jid.hpp"

#include "mapping/stringprep.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <utility>

namespace bascule::mapping {

namespace {

Error blame(std::string_view part, const Error& error) {
    return Error{"the " + std::string{part} + " of an XMPP address " + error.reason};
}

bool is_domain_character(char one) {
    const auto code = static_cast<unsigned char>(one);
    return code >= 0x80 || (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') || one == '-' || one == '.' ||
           one == '_';
}

bool is_ip_literal(const std::string& domain) {
    if (!domain.starts_with('[') || !domain.ends_with(']')) {
        return false;
    }
    in6_addr ignored{};
    return inet_pton(AF_INET6, domain.substr(1, domain.size() - 2).c_str(), &ignored) == 1;
}

// nameprep says nothing of ASCII; RFC 6122 §2.2 asks for letters, digits and hyphens. The underscore is let pass since
// the servers do, and intranet host names have it.
Result<std::string> prepare_domain(std::string_view text) {
    // RFC 7622 §3.2: a final dot is stripped.
    const auto without_root = text.size() > 1 && text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
    auto domain = prepare(PrepProfile::name, without_root, PrepSense::query);
    if (domain.has_error() || is_ip_literal(*domain)) {
        return domain;
    }
    if (const auto odd = std::ranges::find_if_not(*domain, is_domain_character); odd != domain->end()) {
        const bool is_printable = *odd > ' ' && *odd < '\x7F';
        return Error{is_printable ? std::string{"may not hold '"} + *odd + "'"
                                  : "holds a character that is not allowed there"};
    }
    if (domain->starts_with('.') || domain->ends_with('.') || domain->find("..") != std::string::npos) {
        return Error{"has an empty label"};
    }
    return domain;
}

} // namespace

Result<Jid> Jid::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto bare = text.substr(0, slash);
    const auto at = bare.find('@');
    const bool has_local = at != std::string_view::npos;
    const bool has_resource = slash != std::string_view::npos;
    if (has_local && at == 0) {
        return blame("local part", Error{"is empty"});
    }
    if (has_resource && slash + 1 == text.size()) {
        return blame("resource", Error{"is empty"});
    }
    return from_parts(has_local ? bare.substr(0, at) : std::string_view{}, has_local ? bare.substr(at + 1) : bare,
                      has_resource ? text.substr(slash + 1) : std::string_view{});
}

Result<Jid> Jid::from_parts(std::string_view local, std::string_view domain, std::string_view resource) {
    std::string text;
    if (!local.empty()) {
        const auto prepared = prepare(PrepProfile::node, local, PrepSense::query);
        if (prepared.has_error()) {
            return blame("local part", prepared.error());
        }
        text = *prepared + '@';
    }
    const auto domain_at = text.size();
    const auto prepared_domain = prepare_domain(domain);
    if (prepared_domain.has_error()) {
        return blame("domain", prepared_domain.error());
    }
    text += *prepared_domain;
    if (resource.empty()) {
        return Jid{std::move(text), domain_at, std::string::npos};
    }
    const auto prepared_resource = prepare(PrepProfile::resource, resource, PrepSense::query);
    if (prepared_resource.has_error()) {
        return blame("resource", prepared_resource.error());
    }
    text += '/';
    const auto resource_at = text.size();
    text += *prepared_resource;
    return Jid{std::move(text), domain_at, resource_at};
}

std::string_view Jid::local() const noexcept {
    return domain_at_ == 0 ? std::string_view{} : std::string_view{text_}.substr(0, domain_at_ - 1);
}

std::string_view Jid::domain() const noexcept {
    const auto end = is_bare() ? text_.size() : resource_at_ - 1;
    return std::string_view{text_}.substr(domain_at_, end - domain_at_);
}

std::string_view Jid::resource() const noexcept {
    return is_bare() ? std::string_view{} : std::string_view{text_}.substr(resource_at_);
}

Jid Jid::bare() const {
    return is_bare() ? *this : Jid{text_.substr(0, resource_at_ - 1), domain_at_, std::string::npos};
}

Result<Jid> Jid::with_resource(std::string_view resource) const {
    const auto prepared = prepare(PrepProfile::resource, resource, PrepSense::query);
    if (prepared.has_error()) {
        return blame("resource", prepared.error());
    }
    const auto base = bare();
    return Jid{base.text_ + '/' + *prepared, domain_at_, base.text_.size() + 1};
}

} // namespace bascule::mapping
