"""A whole world: Synapse, an XMPP server, a database and Bascule between them, and the people who live there."""

import contextlib
import itertools
import shutil
import tempfile
from pathlib import Path

from clients.matrix import MatrixPerson
from clients.xmpp import XmppPerson
from servers.bridge import Bridge, settings_for
from servers.postgres import Postgres
from servers.prosody import Prosody
from servers.synapse import Synapse

MATRIX_DOMAIN = "montague.example"
XMPP_DOMAIN = "capulet.example"
COMPONENT = "matrix.montague.example"

# Whom the bridge lets do what. Everybody of the homeserver may plumb, except the two who are there to be refused.
PERMISSIONS = {
    "*": "use", MATRIX_DOMAIN: "plumb",
    f"@escalus:{MATRIX_DOMAIN}": "admin", f"escalus@{XMPP_DOMAIN}": "admin",
    f"@guest:{MATRIX_DOMAIN}": "use", f"@tybalt:{MATRIX_DOMAIN}": "block", f"tybalt@{XMPP_DOMAIN}": "block",
}


def new_directory():
    """A temporary directory that servers of another user can enter (pytest's own are closed to them)."""
    path = Path(tempfile.mkdtemp(prefix="bascule-e2e-"))
    path.chmod(0o755)
    return path


class World:
    """All servers of one database kind ("sqlite" or "postgresql"). People made here are signed out at its end."""

    def __init__(self, directory, database, xmpp_server=Prosody, leave_delay="3s", log_level="debug"):
        self.directory = Path(directory)
        self.database = database
        self.synapse = Synapse(self.directory / "synapse", MATRIX_DOMAIN)
        self.xmpp = xmpp_server(self.directory / "xmpp", XMPP_DOMAIN, COMPONENT, "wherefore-art-thou")
        self.postgres = Postgres(self.directory / "postgres") if database == "postgresql" else None
        self.bridge = None
        self.settings = {}  # more sections of the bridge's configuration
        self._leave_delay, self._log_level = leave_delay, log_level
        self._numbers = itertools.count(1)
        self._people = []
        self._changed_rules = set()  # of the mapping table: feature and direction
        self._accounts = {}  # of Matrix users by localpart

    @property
    def bot(self):
        return f"@_xmpp_bot:{MATRIX_DOMAIN}"

    @property
    def processes(self):
        owners = [self.bridge, self.synapse, self.xmpp, self.postgres]
        return [owner.process for owner in owners if owner]

    async def start(self):
        database = f"sqlite:///{self.directory}/bascule.db"
        if self.postgres:
            await self.postgres.start()
            database = await self.postgres.make_database("bascule")
        settings = settings_for(self.synapse, self.xmpp, database, PERMISSIONS, self._leave_delay)
        settings["logging"] = {"level": self._log_level}
        settings.update(self.settings)
        self.bridge = Bridge(self.directory / "bridge", settings)
        self.bridge.write_config()
        self.synapse.registration = await self.bridge.write_registration()
        await self.xmpp.start()
        await self.synapse.start()
        await self.bridge.start()

    async def stop(self):
        await self.dismiss_people()
        for process in self.processes:
            await process.end()

    async def matrix_person(self, name, exact=False, display_name=None):
        """A new user of the homeserver, signed in; `exact` leaves his name as it is instead of numbering it, so that
        scenarios after the first have the same user."""
        localpart = name if exact else f"{name}{next(self._numbers)}"
        if localpart not in self._accounts:
            self._accounts[localpart] = await self.synapse.register(localpart)
        person = MatrixPerson(self.synapse, *self._accounts[localpart])
        self._people.append(person)
        await person.start()
        if display_name:
            await person.set_display_name(display_name)
        return person

    async def xmpp_person(self, name, exact=False):
        """A new user of the XMPP server, signed in."""
        localpart = name if exact else f"{name}{next(self._numbers)}"
        person = XmppPerson(self.xmpp, await self.xmpp.register(localpart))
        self._people.append(person)
        await person.start()
        return person

    async def set_mapping(self, feature, direction, action, *more):
        """Changes the mapping table, as an admin at the command line does."""
        code, out, err = await self.bridge.command("mapping", "set", feature, direction, action, *more)
        assert code == 0, out + err
        self._changed_rules.add((feature, direction))

    async def reset_mapping(self):
        """As it is shipped."""
        while self._changed_rules:
            code, out, err = await self.bridge.command("mapping", "reset", *self._changed_rules.pop())
            assert code == 0, out + err

    async def revive(self):
        """Starts what a scenario that failed has left dead."""
        for server in (self.postgres, self.xmpp, self.synapse, self.bridge):
            if server and not server.process.is_running:
                await server.start()

    async def is_everything_up(self):
        """Whether all servers run and the bridge says that it is ready."""
        return all(process.is_running for process in self.processes) and await self.bridge.is_ready()

    async def dismiss_people(self):
        """Signs everybody out."""
        while self._people:
            await self._people.pop().stop()

    def muc(self, name):
        """The address of a new MUC."""
        return f"{name}{next(self._numbers)}@{self.xmpp.muc_domain}"

    def bot_at_muc(self):
        """The bare JID that the bridge's bot has in MUCs."""
        return f"_xmpp_bot@{COMPONENT}"

    def puppet_of(self, person):
        """The JID under which XMPP people know a Matrix person (default template)."""
        return f"{person.name}%{MATRIX_DOMAIN}@{COMPONENT}"

    def ghost_of(self, person):
        """The user id under which Matrix people know an XMPP person (default template)."""
        return f"@_xmpp_{person.bare.replace('@', '=40')}:{MATRIX_DOMAIN}"

    def logs(self, lines=60):
        """The ends of all servers' logs."""
        parts = [f"---- {process.name} (…{process.log.name}) ----\n{process.log_tail(lines)}" for process in self.processes]
        return "\n".join(parts)


@contextlib.asynccontextmanager
async def running(world):
    """This world, started; ended and taken away afterwards."""
    try:
        await world.start()
        yield world
    finally:
        await world.stop()
        shutil.rmtree(world.directory, ignore_errors=True)
