#include "bridge/store/sqlite/sqlite_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace bascule::store {

namespace {

constexpr int owner_alone = 0600;

std::string remedy_for(const std::string& path, int error) {
    const auto folder = std::filesystem::absolute(path).parent_path().string();
    if (error == ENOENT || error == ENOTDIR) {
        return "the folder " + folder + " does not exist; make it, owned by the user that runs bascule";
    }
    if (error == EACCES || error == EPERM) {
        return "the folder " + folder + " is not writable for the user that runs bascule";
    }
    return std::system_category().message(error);
}

int open_or_explain(const SqliteFile& file, const std::string& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_RDWR | O_CREAT | O_CLOEXEC, owner_alone);
    if (descriptor < 0 && errno != EEXIST) {
        throw std::runtime_error{"database " + file.name() + ": " + remedy_for(path, errno)};
    }
    return descriptor;
}

} // namespace

SqliteFile::SqliteFile(std::string path) : path_{std::move(path)} {
    if (path_.empty()) {
        throw std::invalid_argument{"database: sqlite:// needs a path, such as sqlite:///var/lib/bascule/bascule.db"};
    }
}

void SqliteFile::create_if_missing() const {
    if (is_in_memory()) {
        return;
    }
    // Never opened where it exists: closing it again would drop the locks that SQLite holds on it in this process.
    const int descriptor = open_or_explain(*this, path_, O_EXCL);
    if (descriptor >= 0) {
        ::close(descriptor);
    }
}

SqliteLock::SqliteLock(const SqliteFile& file) {
    if (file.is_in_memory()) {
        return;
    }
    descriptor_ = open_or_explain(file, file.path() + ".lock", 0);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
        return;
    }
    const int error = errno;
    ::close(descriptor_);
    if (error == EWOULDBLOCK) {
        throw std::runtime_error{"database " + file.name() +
                                 ": another bascule runs on it; stop that one first (only one may)"};
    }
    throw std::runtime_error{"database " + file.name() + ": " + std::system_category().message(error)};
}

SqliteLock::~SqliteLock() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

} // namespace bascule::store
