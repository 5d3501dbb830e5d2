#pragma once

#include "bridge/app/translate/context.hpp"
#include "bridge/app/translate/dry_media.hpp"
#include "bridge/crossing/memory/memory_conversation.hpp"
#include "bridge/crossing/memory/memory_links.hpp"
#include "bridge/crossing/to_matrix.hpp"
#include "bridge/crossing/to_xmpp.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

#include <string>
#include <vector>

namespace bascule::app {

/// Translates line after line with the code that the bridge runs, and keeps in between what a bridge would remember.
class DryRun {
public:
    DryRun(mapping::Direction direction, DryContext context);

    /// One line of JSON for one line of input, whatever that is.
    bridge::Task<std::string> answer(std::string line);

private:
    using Lines = std::vector<std::string>;
    bridge::Task<std::string> answer_event(std::string json);
    bridge::Task<std::string> answer_stanza(std::string xml);
    // dry_run_outward.cpp
    bridge::Task<void> remember(bridge::MatrixSaying saying, mapping::Message original,
                                const bridge::Crossing& crossing);
    Lines stanzas_of(const bridge::MatrixSaying& saying, const bridge::Crossing& crossing) const;
    bridge::Task<void> note_told(const bridge::Crossing& crossing);
    // dry_run_inward.cpp
    bridge::Task<std::string> cross(bridge::XmppSaying saying, mapping::Message message,
                                    std::optional<mapping::Act> act);
    bridge::Task<std::string> answer_group(bridge::GroupMessage said);
    bridge::Task<std::string> answer_chat(bridge::ChatMessage said);
    bridge::XmppSaying saying_of(const bridge::StanzaHead& head, const std::string& id) const;
    bridge::Task<bool> is_reflection(const bridge::GroupMessage& message);
    std::string only_decision(mapping::Feature feature, const std::string& reason) const;

    bridge::Venue venue();
    std::string next_event();

    mapping::Direction direction_;
    DryContext context_;
    DryMedia media_;
    bridge::MemoryLinks links_;
    bridge::MemoryReactionMarks reactions_;
    bridge::MemoryThreads threads_;
    bridge::MemoryPolls polls_;
    bridge::MemoryRules rules_;
    bridge::UnknownCapabilities capabilities_;
    bridge::ToXmpp to_xmpp_;
    bridge::ToMatrix to_matrix_;
    int events_ = 0;
};

} // namespace bascule::app
