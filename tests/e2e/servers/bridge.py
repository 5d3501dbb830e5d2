"""Bascule itself: configured for one database, started, killed, restarted, asked how it is."""

import os
from pathlib import Path

import aiohttp
import yaml

from .process import Process, free_port, run

ROOT = Path(__file__).resolve().parents[3]


def binary():
    """The program under test: what BASCULE_BINARY names, else that of the ci build."""
    return Path(os.environ.get("BASCULE_BINARY", ROOT / "build" / "ci" / "bridge" / "app" / "bascule"))


def settings_for(synapse, xmpp_server, database, permissions, leave_delay):
    """A configuration, as the YAML file has it, that ties these servers together on free ports."""
    listen = f"127.0.0.1:{free_port()}"
    return {
        "homeserver": {"url": synapse.url, "domain": synapse.domain},
        "appservice": {"id": "bascule", "listen": listen, "url": f"http://{listen}",
                       "as_token": "as-token-of-the-tests", "hs_token": "hs-token-of-the-tests"},
        "xmpp": {"component": xmpp_server.component, "server": f"127.0.0.1:{xmpp_server.component_port}",
                 "secret": xmpp_server.secret},
        "database": database, "admin": {"listen": f"127.0.0.1:{free_port()}"},
        "media": {"listen": f"127.0.0.1:{free_port()}", "fetch_allow": ["127.0.0.0/8"]},
        "membership": {"leave_delay": leave_delay}, "permissions": permissions,
    }


class Bridge:
    """One bridge. `settings` is its configuration as the YAML file has it, which write_config() writes."""

    def __init__(self, directory, settings):
        self.directory = Path(directory)
        self.config = self.directory / "bascule.yaml"
        self.settings = settings
        self.admin_url = f"http://{settings['admin']['listen']}"
        appservice = settings["appservice"]
        self.appservice_url = appservice.get("url", f"http://{appservice['listen']}")
        self.process = Process("Bascule", [binary(), "run", "--config", self.config], self.directory / "bascule.log",
                               env={"ASAN_OPTIONS": "detect_leaks=1:exitcode=99",
                                    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"})

    @property
    def hs_token(self):
        return self.settings["appservice"]["hs_token"]

    def write_config(self, path=None, **changes):
        """Writes the configuration, with changes to whole sections or single keys (`xmpp={"secret": …}`)."""
        settings = {key: {**value, **changes.pop(key, {})} if isinstance(value, dict) else changes.pop(key, value)
                    for key, value in self.settings.items()}
        settings.update(changes)
        path = Path(path or self.config)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(settings))
        path.chmod(0o600)
        return path

    async def command(self, *words, config=None, seconds=60):
        """Runs `bascule WORDS --config FILE`. Returns exit code, stdout, stderr."""
        return await run([binary(), *words, "--config", config or self.config], seconds)

    async def write_registration(self):
        """What `bascule registration` prints, in a file for the homeserver."""
        code, out, err = await self.command("registration")
        assert code == 0, err
        path = self.directory / "registration.yaml"
        path.write_text(out)
        return path

    async def address_of(self, name):
        """What `bascule address` says the other side calls this."""
        code, out, err = await self.command("address", name)
        assert code == 0, err
        return out.strip()

    async def start(self, wait=True):
        self.process.start()
        if wait:
            await self.wait_ready()

    async def wait_ready(self, seconds=60):
        await self.process.ready(self.is_ready, seconds)

    async def is_ready(self):
        try:
            return (await self.get("/ready"))[0] == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def get(self, path):
        """Status and text of a page of the admin listener."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            async with session.get(self.admin_url + path) as response:
                return response.status, await response.text()

    async def metrics(self):
        """All samples of /metrics: value by name with labels, as Prometheus writes them."""
        _, text = await self.get("/metrics")
        lines = (line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
        return {name: float(value) for name, value in lines}

    async def restart(self):
        await self.process.stop()
        await self.start()

    def resident_bytes(self):
        """The memory it holds (VmRSS)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))
