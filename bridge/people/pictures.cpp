#include "bridge/people/pictures.hpp"

#include "bridge/log.hpp"
#include "bridge/people/picture.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::size_t most_kept_bytes = 16U * 1024U * 1024U;
// XEP-0153 §4.1 advises 96 pixels at most. Of a vCard with more than this many servers and clients complain.
constexpr int pixels = 96;
constexpr std::size_t most_bytes = 64U * 1024U;
constexpr std::size_t loads_at_once = 4;

// Of anything else, such as a server that does not answer, the next try may find that it has passed.
bool is_final(const Refusal& refusal) {
    return refusal.errcode == "M_NOT_FOUND" || refusal.errcode == "M_TOO_LARGE";
}

} // namespace

Pictures::Pictures(const boost::asio::any_io_executor& executor, Media& media, AvatarMemory& memory)
    : media_{media}, memory_{memory}, loads_{executor, loads_at_once} {}

Task<std::optional<std::string>> Pictures::hash_of(std::string mxc) {
    if (mxc.empty()) {
        co_return std::string{};
    }
    co_return co_await memory_.hash_of(std::move(mxc));
}

Task<std::optional<Portrait>> Pictures::small(std::string mxc) {
    if (auto before = co_await known(mxc)) {
        co_return std::move(before->portrait);
    }
    const auto slot = co_await loads_.take();
    if (auto meanwhile = co_await known(mxc)) {
        co_return std::move(meanwhile->portrait);
    }
    auto loaded = co_await load(mxc);
    if (loaded.portrait) {
        keep(mxc, *loaded.portrait);
    }
    if (loaded.is_final) {
        auto hash = loaded.portrait ? loaded.portrait->hash : std::string{};
        co_await memory_.remember_hash(std::move(mxc), std::move(hash));
    }
    co_return std::move(loaded.portrait);
}

Task<std::optional<Pictures::Load>> Pictures::known(std::string mxc) {
    if (const auto kept = kept_.find(mxc); kept != kept_.end()) {
        co_return Load{kept->second};
    }
    const auto hash = co_await memory_.hash_of(std::move(mxc));
    co_return hash && hash->empty() ? std::optional{Load{}} : std::nullopt;
}

Task<Pictures::Load> Pictures::load(std::string mxc) {
    auto file = co_await media_.thumbnail(mxc, pixels, most_bytes);
    if (!file) { // some forms have no thumbnails; the thing itself may be small enough
        file = co_await media_.download(mxc, most_bytes);
    }
    auto type = file ? picture_type(file->bytes) : std::nullopt;
    if (!type) {
        log(LogPart::bridge).debug("{} cannot be shown as an avatar", mxc);
        co_return Load{{}, file || is_final(file.error())};
    }
    auto hash = picture_hash(file->bytes);
    Portrait portrait{std::move(file->bytes), std::move(*type), std::move(hash)};
    co_return Load{std::move(portrait)};
}

void Pictures::keep(const std::string& mxc, const Portrait& portrait) {
    if (!kept_.try_emplace(mxc, portrait).second) {
        return;
    }
    kept_in_order_.push_back(mxc);
    kept_bytes_ += portrait.bytes.size();
    while (kept_bytes_ > most_kept_bytes && !kept_in_order_.empty()) {
        const auto oldest = kept_.find(kept_in_order_.front());
        kept_bytes_ -= oldest->second.bytes.size();
        kept_.erase(oldest);
        kept_in_order_.pop_front();
    }
}

// What is no picture is remembered like any other.
Task<std::string> Pictures::uploaded(Portrait portrait) {
    const auto hash = portrait.hash;
    if (const auto known = co_await memory_.upload_of(hash)) {
        co_return *known;
    }
    std::string mxc;
    auto type = picture_type(portrait.bytes);
    if (type && portrait.bytes.size() <= largest_picture) {
        MediaFile file{std::move(portrait.bytes), std::move(*type)};
        const auto uploaded = co_await media_.upload(std::move(file), "avatar");
        mxc = uploaded ? *uploaded : std::string{};
    }
    co_await memory_.remember_upload(hash, mxc);
    co_return mxc;
}

} // namespace bascule::bridge
