#pragma once

#include <string>

namespace bascule::store {

/// Where an SQLite database is: a path, or `:memory:`.
class SqliteFile {
public:
    /// Throws std::invalid_argument on an empty path.
    explicit SqliteFile(std::string path);

    bool is_in_memory() const noexcept { return path_ == ":memory:"; }
    const std::string& path() const noexcept { return path_; }
    /// For messages.
    std::string name() const { return "sqlite://" + path_; }

    /// Makes the file, readable by its owner alone, where it is missing. Throws std::runtime_error that names what is
    /// wrong with the folder.
    void create_if_missing() const;

private:
    std::string path_;
};

/// Held by the one process that serves from a database file: an advisory lock on `<path>.lock`, which ends with the
/// process, however it ends. Commands that only look things up do not take it, so they work beside a running bridge.
class SqliteLock {
public:
    /// Throws std::runtime_error when another process holds it.
    explicit SqliteLock(const SqliteFile& file);
    SqliteLock(const SqliteLock&) = delete;
    SqliteLock& operator=(const SqliteLock&) = delete;
    SqliteLock(SqliteLock&&) = delete;
    SqliteLock& operator=(SqliteLock&&) = delete;
    ~SqliteLock();

private:
    int descriptor_ = -1;
};

} // namespace bascule::store
