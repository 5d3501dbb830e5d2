"""ejabberd, run in the foreground by its own Erlang node without a name, so that it needs no epmd."""

import glob
import os
from pathlib import Path

import aiohttp
import yaml

from .process import Process, can_connect, free_port


class Ejabberd:
    """The same shape as Prosody: users at `domain`, MUCs at `muc_domain`, our component."""

    def __init__(self, directory, domain, component, secret):
        self.directory = Path(directory)
        self.domain = domain
        self.muc_domain = f"rooms.{domain}"
        self.component = component
        self.secret = secret
        self.c2s_port, self.component_port, self._http_port = free_port(), free_port(), free_port()
        libraries = glob.glob("/usr/lib/*/ejabberd-*/ebin")
        spool = self.directory / "spool"
        environment = {
            "EJABBERD_CONFIG_PATH": str(self.directory / "ejabberd.yml"),
            "EJABBERD_LOG_PATH": str(self.directory / "ejabberd-own.log"), "SPOOL_DIR": str(spool),
            "HOME": str(self.directory), "ERL_LIBS": os.path.dirname(os.path.dirname(libraries[0])) if libraries else "",
            "ERL_CRASH_DUMP_BYTES": "0",
        }
        argv = ["erl", "-noinput", "-pa", *libraries, "-mnesia", "dir", f'"{spool}"', "-s", "ejabberd"]
        self.process = Process("ejabberd", argv, self.directory / "ejabberd.log", env=environment, cwd=self.directory)

    def _config(self):
        loopback = {"ip": "127.0.0.1"}
        return {
            "hosts": [self.domain], "loglevel": "info", "auth_method": "internal", "auth_password_format": "plain",
            "s2s_access": "none", "negotiation_timeout": 30,
            "listen": [
                {"port": self.c2s_port, "module": "ejabberd_c2s", "access": "all", **loopback},
                {"port": self.component_port, "module": "ejabberd_service", "access": "all", "global_routes": False,
                 "hosts": {self.component: {"password": self.secret}}, **loopback},
                {"port": self._http_port, "module": "ejabberd_http", "request_handlers": {"/api": "mod_http_api"},
                 **loopback},
            ],
            "acl": {"loopback": {"ip": "127.0.0.0/8"}, "component": {"server": self.component}},
            "access_rules": {"component": [{"allow": "component"}]},
            "api_permissions": {"tests": {"who": {"access": {"allow": {"acl": "loopback"}}}, "what": ["register"],
                                          "from": ["mod_http_api"]}},
            "modules": {
                "mod_admin_extra": {}, "mod_caps": {}, "mod_disco": {}, "mod_ping": {}, "mod_http_api": {}, "mod_roster": {},
                "mod_mam": {"default": "always"}, "mod_pubsub": {"plugins": ["flat", "pep"]}, "mod_vcard": {},
                "mod_vcard_xupdate": {},
                "mod_privilege": {"roster": {"both": "component"}},
                "mod_muc": {"host": self.muc_domain, "access": "all", "access_create": "all",
                            "access_persistent": "all", "default_room_options": {"mam": True, "persistent": True}},
            },
        }

    async def start(self):
        (self.directory / "spool").mkdir(parents=True, exist_ok=True)
        (self.directory / "ejabberd.yml").write_text(yaml.safe_dump(self._config()))
        self.process.start()
        ports = (self.c2s_port, self.component_port, self._http_port)
        await self.process.ready(lambda: all(can_connect(port) for port in ports), 60)

    async def register(self, name, password="secret"):
        body = {"user": name, "host": self.domain, "password": password}
        async with aiohttp.ClientSession() as session:
            async with session.post(f"http://127.0.0.1:{self._http_port}/api/register", json=body) as response:
                assert response.status == 200, await response.text()
        return f"{name}@{self.domain}"
