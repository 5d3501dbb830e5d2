#pragma once

#include "bridge/ports/hosted_archive.hpp"

#include <utility>
#include <vector>

namespace bascule::fakes {

/// Gives what a test has put in, and keeps what it was asked.
class FakeHostedArchive final : public bridge::HostedArchive {
public:
    bridge::Task<bridge::Answered<bridge::ArchiveFind>> search(bridge::ArchiveSearch search) override {
        searches.push_back(std::move(search));
        co_return find;
    }
    bridge::Task<bridge::Answered<bridge::ArchiveEnds>> ends(mapping::Jid /*room*/, mapping::Jid /*asker*/) override {
        co_return kept_ends;
    }

    bridge::Answered<bridge::ArchiveFind> find = bridge::ArchiveFind{};
    bridge::Answered<bridge::ArchiveEnds> kept_ends = bridge::ArchiveEnds{};
    std::vector<bridge::ArchiveSearch> searches;
};

} // namespace bascule::fakes
