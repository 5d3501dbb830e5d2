#include "bridge/media/file_cache.hpp"

#include "bridge/log.hpp"

#include <system_error>
#include <utility>

namespace bascule::media {

namespace {

constexpr int ok = 200;
constexpr int bad_gateway = 502;

} // namespace

Task<std::shared_ptr<GrowingFile>> FileCache::open(mapping::MxcUri file) {
    auto found = kept_.find(file);
    if (found == kept_.end()) {
        make_room();
        auto fresh = std::make_shared<GrowingFile>(executor_);
        found = kept_.emplace(file, fresh).first;
        order_.push_back(file);
        tasks_.spawn("file " + file.path(), fill(file, std::move(fresh)));
    }
    auto shared = found->second;
    while (shared->status == 0) {
        co_await shared->changed.wait();
    }
    co_return shared;
}

Task<void> FileCache::fill(mapping::MxcUri from, Shared file) {
    try {
        co_await take(from, *file);
    } catch (const WebFailure& failure) {
        bridge::log(bridge::LogPart::matrix).info("{} cannot be served: {}", from.path(), failure.what());
        file->is_broken = true;
    } catch (const std::system_error& failure) {
        bridge::log(bridge::LogPart::matrix).error("{} cannot be served: {}", from.path(), failure.what());
        file->is_broken = true;
    }
    if (file->status == 0) {
        file->status = bad_gateway;
    }
    if (!file->is_whole) {
        forget(from); // whoever asks next may be luckier
    }
    file->changed.notify_all();
}

Task<void> FileCache::take(mapping::MxcUri from, GrowingFile& file) {
    auto download = co_await files_.download(std::move(from));
    const auto& head = download.head;
    if (head.status != ok) {
        file.status = head.status;
        co_return;
    }
    if (head.length.value_or(0) > limits_.most_bytes) {
        throw WebFailure{"it is too large"};
    }
    file.type = head.type;
    file.length = head.length;
    file.status = ok;
    file.changed.notify_all();
    for (;;) {
        const auto bytes = co_await download.exchange->next();
        if (bytes.empty()) {
            break;
        }
        if (file.bytes.size() + bytes.size() > limits_.most_bytes) {
            throw WebFailure{"it is too large"};
        }
        file.bytes.append(bytes);
        file.changed.notify_all();
    }
    file.length = file.bytes.size();
    file.is_whole = true;
}

void FileCache::forget(const mapping::MxcUri& file) {
    kept_.erase(file);
    order_.remove(file);
}

void FileCache::make_room() {
    std::uint64_t bytes = 0;
    for (const auto& [name, file] : kept_) {
        bytes += file->bytes.size();
    }
    while (bytes > limits_.most_kept_bytes && !order_.empty()) {
        const auto oldest = order_.front();
        bytes -= kept_.at(oldest)->bytes.size();
        forget(oldest);
    }
}

} // namespace bascule::media
