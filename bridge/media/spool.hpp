#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bascule::media {

/// Bytes in a file that has no name and ends with the object: what passes through needs no memory.
class Spool {
public:
    /// In TMPDIR, else /var/tmp. Throws std::system_error.
    Spool();
    Spool(Spool&& other) noexcept;
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;
    Spool& operator=(Spool&&) = delete;
    ~Spool();

    /// Throws std::system_error, for instance where the disk is full.
    void append(std::string_view bytes);
    /// At most so many from there on; fewer at the end.
    std::string read(std::uint64_t from, std::size_t most) const;
    std::uint64_t size() const noexcept { return size_; }

private:
    int file_ = -1;
    std::uint64_t size_ = 0;
};

} // namespace bascule::media
