"""Prosody with a MUC service that keeps an archive, and a place for our component."""

import os
import shutil
from pathlib import Path

from .process import Process, can_connect, free_port

CONFIG = """
run_as_root = {run_as_root}
pidfile = "{directory}/prosody.pid"
data_path = "{directory}/data"
certificates = "{directory}/certs"
log = {{ {{ levels = {{ min = "{log_level}" }}, to = "console" }} }}
admins = {{ "{admin}" }}

modules_enabled = {{
    "roster", "saslauth", "disco", "ping", "version", "time", "pep", "carbons", "mam", "offline", "vcard_legacy", "smacks"
}}
modules_disabled = {{ "s2s", "limits", {no_tls} }}

interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {c2s_port} }}
component_ports = {{ {component_port} }}
component_interfaces = {{ "127.0.0.1" }}
c2s_direct_tls_ports = {{ }}
legacy_ssl_ports = {{ }}
s2s_ports = {{ }}
{tls}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = "internal"
archive_expires_after = "never"
default_archive_policy = true
-- Room for what a hostile client sends; the component's own limit stays as Prosody has it.
c2s_stanza_size_limit = 8 * 1024 * 1024
-- A client whose server restarts is back within the test, and must not be held as a sleeping session meanwhile.
smacks_hibernation_time = 1

VirtualHost "{domain}"
{privileges}
Component "{muc_domain}" "muc"
    modules_enabled = {{ "muc_mam", "vcard_muc" }}
    muc_log_by_default = true
    muc_log_expires_after = "never"
    muc_room_default_persistent = true
    muc_room_locking = false
    restrict_room_creation = false
    max_history_messages = 100

Component "{component}"
    component_secret = "{secret}"
    {component_modules}

-- Where a test has its crowds from.
Component "{crowd_domain}"
    component_secret = "{secret}"
"""


# XEP-0356, in Debian's package prosody-modules.
PRIVILEGES = """    modules_enabled = {{ "privilege" }}
    privileged_entities = {{ ["{component}"] = {{ {grants} }} }}
"""


class Prosody:
    """One XMPP server with users at `domain`, MUCs at `muc_domain` and our component."""

    def __init__(self, directory, domain, component, secret, log_level="info", c2s_port=None, component_port=None,
                 certificate=None, grants=None):
        """`certificate` is a pair of PEM files (certificate, key) for clients that insist on encryption. `grants` is what
        our component is allowed to do for the users (XEP-0356), as mod_privilege wants it written."""
        self.directory = Path(directory)
        self.domain = domain
        self.muc_domain = f"rooms.{domain}"
        self.crowd_domain = f"crowd.{domain}"
        self.component = component
        self.secret = secret
        self.c2s_port = c2s_port or free_port()
        self.component_port = component_port or free_port()
        self._log_level, self._certificate, self._grants = log_level, certificate, grants
        config = self.directory / "prosody.cfg.lua"
        argv = [shutil.which("prosody") or "/usr/bin/prosody", *(["--root"] if os.geteuid() == 0 else []),
                "-F", "--config", config]
        self.process = Process("Prosody", argv, self.directory / "prosody.log")

    def _write_config(self):
        (self.directory / "data").mkdir(parents=True, exist_ok=True)
        (self.directory / "certs").mkdir(exist_ok=True)
        tls = ""
        if self._certificate:
            tls = f'ssl = {{ certificate = "{self._certificate[0]}", key = "{self._certificate[1]}" }}'
        privileges = PRIVILEGES.format(component=self.component, grants=self._grants) if self._grants else ""
        (self.directory / "prosody.cfg.lua").write_text(CONFIG.format(
            privileges=privileges, component_modules='modules_enabled = { "privilege" }' if self._grants else "", tls=tls, no_tls="" if tls else '"tls"',
            run_as_root="true" if os.geteuid() == 0 else "false", directory=self.directory, domain=self.domain,
            muc_domain=self.muc_domain, crowd_domain=self.crowd_domain, component=self.component, secret=self.secret, c2s_port=self.c2s_port,
            component_port=self.component_port, log_level=self._log_level, admin=f"admin@{self.domain}"))

    async def start(self):
        self._write_config()
        self.process.start()
        await self.process.ready(lambda: can_connect(self.c2s_port) and can_connect(self.component_port), 30)

    async def register(self, name, password="secret"):
        """Makes a user, as prosodyctl does: Prosody reads the account's file when he logs in."""
        accounts = self.directory / "data" / self.domain.replace(".", "%2e").replace("-", "%2d") / "accounts"
        accounts.mkdir(parents=True, exist_ok=True)
        (accounts / f"{name}.dat").write_text(f'return {{\n\t["password"] = "{password}";\n}};\n')
        return f"{name}@{self.domain}"
