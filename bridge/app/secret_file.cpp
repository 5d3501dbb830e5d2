#include "bridge/app/secret_file.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace bascule::app {

namespace {

namespace fs = std::filesystem;
using mapping::Error;

// A file that is being written, closed at the end of its scope.
class Descriptor {
public:
    // Whoever else may write in the folder may have left a file or a link of that name, to be handed what is written.
    explicit Descriptor(const fs::path& path) {
        ::unlink(path.c_str());
        number_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }

    bool write(std::string_view text) const {
        if (number_ < 0) {
            return false;
        }
        while (!text.empty()) {
            const auto count = ::write(number_, text.data(), text.size());
            if (count < 0) {
                return false;
            }
            text.remove_prefix(static_cast<std::size_t>(count));
        }
        return ::fsync(number_) == 0;
    }

private:
    int number_ = -1;
};

Error failure_at(const fs::path& path) {
    return Error{path.string() + ": cannot be written (" + std::generic_category().message(errno) +
                 "); choose another place, or run this as the user who owns it"};
}

} // namespace

mapping::Result<void> write_secret_file(const fs::path& path, std::string_view text, Overwrite overwrite) {
    std::error_code ignored;
    if (path.has_parent_path()) {
        fs::create_directories(path.parent_path(), ignored); // where that fails, so does what follows
    }
    const fs::path draft = path.string() + ".new";
    if (!Descriptor{draft}.write(text)) {
        const auto failure = failure_at(path);
        ::unlink(draft.c_str());
        return failure;
    }
    // A link refuses to replace what is there, a rename replaces it at one stroke.
    const auto placed =
        overwrite == Overwrite::yes ? ::rename(draft.c_str(), path.c_str()) : ::link(draft.c_str(), path.c_str());
    const auto failure = placed == 0       ? Error{}
                         : errno == EEXIST ? Error{path.string() + ": is there already; --force overwrites it"}
                                           : failure_at(path);
    ::unlink(draft.c_str());
    if (placed != 0) {
        return failure;
    }
    return {};
}

std::string random_word() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, 32> bytes{};
    if (::getentropy(bytes.data(), bytes.size()) != 0) {
        throw std::system_error{errno, std::generic_category(), "the system gives no random numbers"};
    }
    std::string word;
    for (const auto byte : bytes) {
        word += digits[byte >> 4U];
        word += digits[byte & 15U];
    }
    return word;
}

} // namespace bascule::app
