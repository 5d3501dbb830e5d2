"""The demonstration that scripts/demo starts: two people on each side, a direct chat, a plumbed room."""

import argparse
import asyncio
import json
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

import yaml

from clients.matrix import MatrixPerson
from clients.xmpp import XmppPerson
from scenes import BOT_NICK
from servers.bridge import Bridge, binary
from servers.process import free_port, run
from servers.prosody import Prosody
from servers.synapse import Synapse
from servers.waiting import TooLate, until
from transcript import show

DOMAIN = "localhost"
COMPONENT = f"matrix.{DOMAIN}"
PASSWORD = "wherefore"
NAMES = {"romeo": "Romeo", "benvolio": "Benvolio", "juliet": "juliet", "nurse": "nurse"}

# Who says what; a slash begins an emote.
BALCONY = [("juliet", "O Romeo, Romeo! wherefore art thou Romeo?"), ("romeo", "/me steps out of the shadow"),
           ("romeo", "Call me but love, and I'll be new baptized."), ("juliet", "/me starts"),
           ("juliet", "How camest thou hither, tell me, and wherefore? 🌙"),
           ("romeo", "With love's light wings did I o'er-perch these walls.")]
STREET = [("benvolio", "By my head, here come the Capulets."), ("juliet", "Good den to all."),
          ("nurse", "My fan, Peter!"), ("romeo", "Is she a Capulet?"), ("nurse", "/me calls for Peter again"),
          ("benvolio", "Away, begone; the sport is at the best.")]


class Demo:
    """The servers, the people and the rooms. What has been set up once is remembered in state.json."""

    def __init__(self, directory, began):
        self.directory = directory
        self._file = directory / "state.json"
        self.state = json.loads(self._file.read_text()) if self._file.exists() else {"users": {}}
        self._began = time.monotonic() - began
        self.people = {}
        self.bridge = None
        directory.mkdir(parents=True, exist_ok=True)

    def say(self, text):
        print(f"[{time.monotonic() - self._began:4.0f}s] {text}", flush=True)

    def remember(self, **facts):
        self.state.update(facts)
        self._file.write_text(json.dumps(self.state, indent=1))
        self._file.chmod(0o600)

    def port(self, name, preferred=None):
        """A port that stays the same from run to run."""
        ports = self.state.setdefault("ports", {})
        if name not in ports:
            ports[name] = preferred if preferred and _is_free(preferred) else free_port()
            self.remember(ports=ports)
        if not _is_free(ports[name]):
            raise TooLate(f"port {ports[name]} is taken by somebody else; end that, or use --fresh")
        return ports[name]

    async def start_servers(self):
        self.synapse = Synapse(self.directory / "synapse", DOMAIN, self.directory / "bridge" / "registration.yaml",
                               self.port("homeserver", 8008))
        self.prosody = Prosody(self.directory / "prosody", DOMAIN, COMPONENT, "o-be-some-other-name",
                               c2s_port=self.port("c2s", 5222), component_port=self.port("component", 5347),
                               certificate=await self._certificate())
        await self._configure_bridge()
        for what, server in (("Prosody", self.prosody), ("Synapse", self.synapse), ("Bascule", self.bridge)):
            await server.start()
            self.say(f"{what} is up")

    async def _certificate(self):
        """For clients that insist on encryption; made by ourselves, so they will ask."""
        pair = self.directory / "localhost.crt", self.directory / "localhost.key"
        if not pair[1].exists():
            argv = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", f"/CN={DOMAIN}",
                    "-addext", f"subjectAltName=DNS:{DOMAIN},DNS:rooms.{DOMAIN}", "-out", pair[0], "-keyout", pair[1]]
            code, _, err = await run(argv)
            assert code == 0, err
        return pair

    async def _configure_bridge(self):
        config = self.directory / "bridge" / "bascule.yaml"
        if not config.exists():
            config.parent.mkdir(parents=True, exist_ok=True)
            argv = [binary(), "init", "--config", config, "--domain", DOMAIN, "--component", COMPONENT,
                    "--homeserver-url", self.synapse.url, "--listen", f"127.0.0.1:{self.port('appservice')}",
                    "--xmpp-server", f"127.0.0.1:{self.prosody.component_port}", "--xmpp-secret", self.prosody.secret,
                    "--database", f"sqlite://{config.parent / 'bascule.db'}",
                    "--admin-listen", f"127.0.0.1:{self.port('admin')}",
                    "--media-listen", f"127.0.0.1:{self.port('media')}", "--admin", f"@romeo:{DOMAIN}"]
            code, out, err = await run(argv)
            assert code == 0, err
            self.say("`bascule init` wrote the configuration and the registration")
        self.bridge = Bridge(config.parent, yaml.safe_load(config.read_text()))

    async def bring_people(self):
        for name in ("romeo", "benvolio"):
            if name not in self.state["users"]:
                self.state["users"][name] = await self.synapse.register(name, PASSWORD)
                self.remember()
            self.people[name] = MatrixPerson(self.synapse, *self.state["users"][name])
        for name in ("juliet", "nurse"):
            self.people[name] = XmppPerson(self.prosody, await self.prosody.register(name, PASSWORD), PASSWORD)
        for person in self.people.values():
            await person.start()
        for name in ("romeo", "benvolio"):
            await self.people[name].set_display_name(NAMES[name])
        self.say("romeo and benvolio are at the homeserver, juliet and nurse at the XMPP server")

    async def open_direct_chat(self):
        """Juliet writes first, upon which her ghost invites Romeo."""
        romeo, juliet = self.people["romeo"], self.people["juliet"]
        if "direct" not in self.state:
            juliet.say(self.puppet("romeo"), "Ay me!")
            room, _ = await romeo.is_invited()
            await romeo.join(room)
            await romeo.hears(room, "Ay me!")
            self.remember(direct=room)
        return self.state["direct"]

    async def open_street(self):
        """Romeo plumbs a room with a MUC."""
        romeo, benvolio = self.people["romeo"], self.people["benvolio"]
        muc = f"street@{self.prosody.muc_domain}"
        for name in ("juliet", "nurse"):
            await self.people[name].join(muc)
        if "street" not in self.state:
            room = await romeo.create_room("A street in Verona", invite=[benvolio.user_id])
            await benvolio.join(room)
            await romeo.invite(room, f"@_xmpp_bot:{DOMAIN}")
            await romeo.sees_member(room, "join", f"@_xmpp_bot:{DOMAIN}")
            await romeo.say(room, f"!xmpp bridge {muc}")
            self.remember(street=room)
        await self.people["juliet"].sees_occupants(muc, {"Romeo", "Benvolio", "juliet", "nurse", BOT_NICK}, 60)
        room = self.state["street"]

        async def ghosts_are_in():
            return {"juliet", "nurse"} <= set((await romeo.members(room)).values())
        await until(ghosts_are_in, "juliet and nurse are in the Matrix room", 60, every=0.2)
        return room, muc

    def puppet(self, name):
        return f"{name}%{DOMAIN}@{COMPONENT}"

    async def play(self, lines, room, to_matrix, hears_in_xmpp):
        """Lets people say their lines, each after the other side has heard the last one."""
        for speaker, line in lines:
            person, plain = self.people[speaker], line.removeprefix("/me ")
            if isinstance(person, MatrixPerson):
                since = len(self.people["juliet"].messages)
                await person.say(room, plain, "m.emote" if plain != line else "m.text")
                await hears_in_xmpp(line, since)
            else:
                since = len(self.people["romeo"].events)
                to_matrix(person, line)
                await self.people["romeo"].hears(room, plain, since=since)

    async def talk(self):
        """Both conversations; returns what to show of them."""
        romeo, juliet = self.people["romeo"], self.people["juliet"]
        direct = await self.open_direct_chat()
        self.say("a direct chat: romeo (Matrix) and juliet (XMPP)")
        puppet = self.puppet("romeo")
        await self.play(BALCONY, direct, lambda person, line: person.say(puppet, line),
                        lambda line, since: juliet.hears(line, puppet, since=since))
        show("A direct chat", await _seen_in_room(romeo, direct, len(BALCONY)),
             _seen(await juliet.archive(), lambda m: puppet in (m["from"].bare, m["to"].bare),
                   lambda m: m["from"].user.split("%")[0], len(BALCONY)))
        room, muc = await self.open_street()
        self.say(f"a plumbed room: {room} and {muc}")
        await self.play(STREET, room, lambda person, line: person.say(muc, line, groupchat=True),
                        lambda line, since: juliet.hears(line, groupchat=True, since=since))
        show("A plumbed room", await _seen_in_room(romeo, room, len(STREET)),
             _seen(await juliet.archive(muc, last=50), lambda m: True, lambda m: m["from"].resource, len(STREET)))

    def show_details(self):
        status = "\n".join((
            "", "Stays up until Ctrl-C. Join the conversation with clients of your own:", "",
            f"  Matrix   homeserver {self.synapse.url.replace('127.0.0.1', 'localhost')}",
            f"           user romeo or benvolio, password {PASSWORD}",
            f"           to write to juliet: @_xmpp_juliet=40{DOMAIN}:{DOMAIN}", "",
            f"  XMPP     juliet@{DOMAIN} or nurse@{DOMAIN}, password {PASSWORD}",
            f"           server 127.0.0.1, port {self.prosody.c2s_port} (plain, or STARTTLS with a self-made certificate)",
            f"           to write to romeo: {self.puppet('romeo')}; MUC: street@{self.prosody.muc_domain}", "",
            f"  Bascule  {self.bridge.admin_url}/metrics, log {self.bridge.process.log}", ""))
        print(status, flush=True)

    async def stop(self):
        for person in self.people.values():
            await person.stop()
        servers = [getattr(self, name, None) for name in ("bridge", "synapse", "prosody")]
        for server in servers:
            if server:
                await server.process.end()
        self.say("all servers have ended")


def _is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


async def _seen_in_room(person, room, count):
    """The last messages of a room, as pairs of name and text."""
    names = await person.members(room)
    events = [event for event in await person.history(room)
              if event["type"] == "m.room.message" and not event["content"]["body"].startswith("!xmpp")
              and event["content"]["msgtype"] != "m.notice"]
    return [(names.get(event["sender"]) or event["sender"],
             ("/me " if event["content"]["msgtype"] == "m.emote" else "") + event["content"]["body"])
            for event in events[-count:]]


def _seen(stanzas, fits, name_of, count):
    """The last messages of an archive, as pairs of name and text."""
    return [(name_of(message), message["body"]) for message in stanzas if message["body"] and fits(message)][-count:]


async def main(options):
    """Returns the exit code."""
    directory = Path(options.directory).resolve()
    if options.fresh:
        shutil.rmtree(directory, ignore_errors=True)
    demo, enough = Demo(directory, options.began), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, enough.set)
    try:
        play = asyncio.create_task(perform(demo))
        done, _ = await asyncio.wait({play, asyncio.create_task(enough.wait())}, return_when=asyncio.FIRST_COMPLETED)
        if play not in done:
            play.cancel()
            await asyncio.gather(play, return_exceptions=True)
            return 130
        play.result()
        if not options.once:
            demo.show_details()
            await enough.wait()
        return 0
    except (AssertionError, RuntimeError, OSError, TimeoutError) as error:
        print(f"the demonstration failed: {error}", file=sys.stderr)
        if demo.bridge:
            print(f"the bridge's log ends:\n{demo.bridge.process.log_tail(30)}", file=sys.stderr)
        return 1
    finally:
        await demo.stop()


async def perform(demo):
    """From nothing to the end of the conversation."""
    await demo.start_servers()
    await demo.bring_people()
    await demo.talk()
    demo.say("every message has arrived on the other side")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--directory", required=True)
    parser.add_argument("--began", type=float, default=0.0, help="seconds since the script started")
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--fresh", action="store_true")
    sys.exit(asyncio.run(main(parser.parse_args())))
