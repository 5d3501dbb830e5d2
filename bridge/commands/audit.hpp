#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/ports/audit.hpp"

namespace bascule::bridge {

/// `audit [NUMBER]`: the last changes that people have had made. For admins alone.
Command audit_command(AuditLog& audit);

} // namespace bascule::bridge
