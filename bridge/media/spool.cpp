#include "bridge/media/spool.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace bascule::media {

namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error{errno, std::generic_category(), what};
}

int unnamed_file() {
    const char* const chosen = std::getenv("TMPDIR");
    const std::string folder = chosen == nullptr ? "/var/tmp" : chosen;
    const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) {
        return file;
    }
    auto name = folder + "/bascule-XXXXXX"; // not every file system knows files without a name
    const int named = ::mkstemp(name.data());
    if (named < 0) {
        fail("cannot make a temporary file");
    }
    ::unlink(name.c_str());
    return named;
}

} // namespace

Spool::Spool() : file_{unnamed_file()} {}

Spool::Spool(Spool&& other) noexcept : file_{std::exchange(other.file_, -1)}, size_{std::exchange(other.size_, 0)} {}

Spool::~Spool() {
    if (file_ >= 0) {
        ::close(file_);
    }
}

void Spool::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (written < 0) {
            fail("cannot write a temporary file");
        }
        size_ += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string Spool::read(std::uint64_t from, std::size_t most) const {
    std::string bytes(most, '\0');
    const auto count = ::pread(file_, bytes.data(), bytes.size(), static_cast<off_t>(from));
    if (count < 0) {
        fail("cannot read a temporary file");
    }
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

} // namespace bascule::media
