#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task_group.hpp"
#include "bridge/media/homeserver_files.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace bascule::media {

/// A file of the homeserver on its way here, or here: it can be read while it grows.
struct GrowingFile {
    explicit GrowingFile(const boost::asio::any_io_executor& executor) : changed{executor} {}

    Spool bytes;
    int status = 0; ///< 0: not known yet; 200; else what the homeserver has answered, or 502
    std::string type;
    std::optional<std::uint64_t> length; ///< of all of it, once that is known
    bool is_whole = false;
    bool is_broken = false; ///< no more comes
    bridge::Signal changed;
};

/// Keeps what was asked for lately, on disk, and asks the homeserver once for who ask at the same time.
class FileCache {
public:
    struct Limits {
        std::uint64_t most_bytes = 0;      ///< of one file
        std::uint64_t most_kept_bytes = 0; ///< of all
    };

    FileCache(boost::asio::any_io_executor executor, HomeserverFiles& files, bridge::TaskGroup& tasks, Limits limits)
        : executor_{std::move(executor)}, files_{files}, tasks_{tasks}, limits_{limits} {}

    /// Its status is known when this returns.
    Task<std::shared_ptr<GrowingFile>> open(mapping::MxcUri file);

private:
    using Shared = std::shared_ptr<GrowingFile>;
    Task<void> fill(mapping::MxcUri from, Shared file);
    Task<void> take(mapping::MxcUri from, GrowingFile& file);
    void forget(const mapping::MxcUri& file);
    void make_room();

    boost::asio::any_io_executor executor_;
    HomeserverFiles& files_;
    bridge::TaskGroup& tasks_;
    Limits limits_;
    std::map<mapping::MxcUri, Shared> kept_;
    std::list<mapping::MxcUri> order_; // oldest first
};

} // namespace bascule::media
