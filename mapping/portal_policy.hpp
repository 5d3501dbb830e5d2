#pragma once

namespace bascule::mapping {

/// How rooms are made for MUCs, and how much of a MUC they take in.
struct PortalPolicy {
    bool is_open = true;       ///< anybody may join; else who is invited
    bool is_published = false; ///< shown in the homeserver's public list
    int backfill = 20;         ///< so many messages from before the bridge are taken over
    /// Ghosts that are in a room because their people are in the MUC. Beyond these only those come who say something.
    int most_members = 1'000;
    friend bool operator==(const PortalPolicy&, const PortalPolicy&) = default;
};

} // namespace bascule::mapping
