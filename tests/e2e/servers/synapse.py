"""Synapse, with SQLite in a directory of its own and generous limits for the users of a test."""

import hashlib
import hmac
import json
import secrets
import sys
from pathlib import Path

import aiohttp
import yaml

from .process import Process, free_port

PYTHON = sys.executable


def _generous():
    """No test is about Synapse's rate limits, and many users act at once."""
    fast = {"per_second": 10000, "burst_count": 10000}
    return {
        "rc_message": fast, "rc_registration": fast, "rc_admin_redaction": fast, "rc_room_creation": fast,
        "rc_login": {"address": fast, "account": fast, "failed_attempts": fast},
        "rc_joins": {"local": fast, "remote": fast}, "rc_joins_per_room": fast,
        "rc_invites": {"per_room": fast, "per_user": fast, "per_issuer": fast},
        "rc_presence": {"per_user": fast}, "rc_third_party_invite": fast,
    }


class Synapse:
    """One homeserver. `registration` is the path of the appservice's registration, or None."""

    def __init__(self, directory, domain, registration=None, port=None):
        self.directory = Path(directory)
        self.domain = domain
        self.registration = registration
        self.other_registrations = []  # of other appservices
        self.keeps_presence = False
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = {}  # more of homeserver.yaml
        self._secret = secrets.token_hex(16)
        config = self.directory / "homeserver.yaml"
        self.process = Process("Synapse", [PYTHON, "-m", "synapse.app.homeserver", "-c", config],
                               self.directory / "synapse.log", cwd=self.directory)

    def _write_config(self):
        self.directory.mkdir(parents=True, exist_ok=True)
        log_config = {
            "version": 1, "disable_existing_loggers": False,
            "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
            "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"level": "WARNING", "handlers": ["out"]},
            "loggers": {"synapse.appservice": {"level": "INFO"}},
        }
        (self.directory / "log.yaml").write_text(yaml.safe_dump(log_config))
        config = {
            "server_name": self.domain, "report_stats": False, "pid_file": str(self.directory / "synapse.pid"),
            "public_baseurl": self.url + "/",
            "listeners": [{"type": "http", "port": self.port, "bind_addresses": ["127.0.0.1"], "x_forwarded": False,
                           "resources": [{"names": ["client"]}]}],
            "max_upload_size": "200M",
            "database": {"name": "sqlite3", "args": {"database": str(self.directory / "homeserver.db")}},
            "signing_key_path": str(self.directory / "signing.key"), "log_config": str(self.directory / "log.yaml"),
            "media_store_path": str(self.directory / "media"), "trusted_key_servers": [],
            "suppress_key_server_warning": True, "registration_shared_secret": self._secret,
            "macaroon_secret_key": secrets.token_hex(16), "form_secret": secrets.token_hex(16),
            "bcrypt_rounds": 4, "enable_registration": False, "presence": {"enabled": self.keeps_presence},
            "experimental_features": {"msc3720_enabled": True}, "url_preview_enabled": False, "federation_domain_whitelist": [], "room_list_publication_rules": [{"action": "allow"}],
            "app_service_config_files": [str(file) for file in (self.registration, *self.other_registrations) if file],
            **_generous(), **self.settings,
        }
        (self.directory / "homeserver.yaml").write_text(yaml.safe_dump(config))

    async def start(self):
        """Starts it for the first time or again, and returns when it answers."""
        if not (self.directory / "signing.key").exists():
            self._write_config()
            await self._make_signing_key()
        self.process.start()
        await self.wait_ready()

    async def _make_signing_key(self):
        from signedjson.key import generate_signing_key, write_signing_keys
        with (self.directory / "signing.key").open("w") as file:
            write_signing_keys(file, [generate_signing_key("a_test")])

    async def wait_ready(self):
        async def answers():
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session:
                async with session.get(f"{self.url}/_matrix/client/versions") as response:
                    return response.status == 200
        await self.process.ready(answers, 120)

    async def register(self, localpart, password="secret", admin=False):
        """Makes a user. Returns his user id, access token and device id."""
        path = f"{self.url}/_synapse/admin/v1/register"
        async with aiohttp.ClientSession() as session:
            async with session.get(path) as response:
                nonce = (await response.json())["nonce"]
            words = [nonce, localpart, password, "admin" if admin else "notadmin"]
            mac = hmac.new(self._secret.encode(), "\0".join(words).encode(), hashlib.sha1).hexdigest()
            body = {"nonce": nonce, "username": localpart, "password": password, "admin": admin, "mac": mac}
            async with session.post(path, data=json.dumps(body)) as response:
                answer = await response.json()
                assert response.status == 200, answer
                return answer["user_id"], answer["access_token"], answer["device_id"]
