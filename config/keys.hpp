#pragma once

#include "config/configuration.hpp"
#include "mapping/result.hpp"

#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace bascule::config {

enum class Need { optional, required };
enum class Effect { on_restart, at_once };
/// A secret may also come from a file that an environment variable names.
enum class Secrecy { open, secret };
/// A list may be written as one; its text is then its words with spaces between them.
enum class Shape { single, list };

/// The value of one key within a Configuration.
struct Field {
    std::function<mapping::Result<void>(Configuration&, std::string_view text)> read;
    std::function<bool(const Configuration&, const Configuration&)> is_same;
    std::function<void(const Configuration& from, Configuration& to)> copy;
};

/// One key of the file. All keys stand in one table; whatever else is said of a key follows from its row.
struct Key {
    std::string_view path; ///< such as xmpp.server
    std::string_view meaning;
    std::string_view fallback; ///< the default, as it would stand in the file; empty: none
    Need need = Need::optional;
    Effect effect = Effect::on_restart;
    Secrecy secrecy = Secrecy::open;
    Shape shape = Shape::single;
    Field field;
};

/// In the order in which they are read: a key stands after those that its value builds on.
std::span<const Key> keys();
/// Those of the section `media`.
std::initializer_list<Key> media_keys();

/// The section of rules with free keys, which is no row of the table.
constexpr std::string_view permissions_path = "permissions";

/// The environment variable that overrides this key, such as BASCULE_XMPP_SERVER.
std::string variable_of(const Key& key);

} // namespace bascule::config
