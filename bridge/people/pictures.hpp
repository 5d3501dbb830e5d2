#pragma once

#include "bridge/async/slots.hpp"
#include "bridge/ports/avatar_memory.hpp"
#include "bridge/ports/media.hpp"
#include "bridge/ports/portraits.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace bascule::bridge {

/// Pictures on their way from one side to the other, each fetched and uploaded once. Calls throw Outage.
class Pictures {
public:
    /// Both must outlive it.
    Pictures(const boost::asio::any_io_executor& executor, Media& media, AvatarMemory& memory);

    /// What is behind an mxc: URL, as the XMPP side is shown it; nothing where it cannot be shown as a picture.
    Task<std::optional<Portrait>> small(std::string mxc);
    /// The hash of that, empty where it cannot be shown; nothing where it has not been looked at yet.
    Task<std::optional<std::string>> hash_of(std::string mxc);
    /// The mxc: URL of a picture of the XMPP side; empty where it is none, or too large for one.
    Task<std::string> uploaded(Portrait portrait);

private:
    /// What load() brought; is_final: the file's server would say the same again.
    struct Load {
        std::optional<Portrait> portrait{};
        bool is_final = true;
    };
    /// What is known without asking the homeserver: a portrait, or that there is none to be shown.
    Task<std::optional<Load>> known(std::string mxc);
    Task<Load> load(std::string mxc);
    void keep(const std::string& mxc, const Portrait& portrait);

    Media& media_;
    AvatarMemory& memory_;
    Slots loads_;
    std::map<std::string, Portrait> kept_; // by mxc
    std::deque<std::string> kept_in_order_;
    std::size_t kept_bytes_ = 0;
};

} // namespace bascule::bridge
