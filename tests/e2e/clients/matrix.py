"""A person at the homeserver, over matrix-nio."""

import asyncio
import itertools
import urllib.parse

import aiohttp
import nio

from servers.waiting import Arrivals, TooLate, until

_transaction = itertools.count()
_FILTER = {
    "presence": {"types": []}, "account_data": {"types": []},
    "room": {"timeline": {"limit": 500}, "ephemeral": {"types": ["m.typing", "m.receipt"]}, "account_data": {"types": []}},
}


class Refused(Exception):
    """The homeserver said no; `code` is the Matrix errcode."""

    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code = code


class MatrixPerson:
    """A signed-in user who follows what happens in his rooms.

    `events` holds every timeline and state event seen, as the homeserver gave it plus `room_id`; `invitations` holds
    pairs of room id and stripped state; `signs` holds ephemeral events. Requests are repeated while the homeserver is away.
    """

    def __init__(self, synapse, user_id, token, device_id):
        self.synapse, self.user_id, self.token = synapse, user_id, token
        config = nio.AsyncClientConfig(encryption_enabled=False, backoff_factor=0.1, max_timeout_retry_wait_time=1)
        self.client = nio.AsyncClient(synapse.url, user_id, device_id=device_id, config=config)
        self.client.access_token, self.client.user_id = token, user_id
        self.events, self.invitations, self.signs = Arrivals(user_id), Arrivals(user_id), Arrivals(user_id)
        self._seen = set()
        self._following = None

    @property
    def name(self):
        return self.user_id[1:].split(":")[0]

    async def start(self):
        self._following = asyncio.create_task(self._follow())
        await until(lambda: self.client.next_batch, f"{self.user_id} has synced", 30)

    async def stop(self):
        if self._following:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        await self.client.close()

    async def _follow(self):
        since = None
        while True:
            answer = await self.client.sync(timeout=10000, since=since, sync_filter=_FILTER)
            if not isinstance(answer, nio.SyncResponse):
                await asyncio.sleep(0.2)  # the homeserver is just starting or stopping
                continue
            since = answer.next_batch
            # As the homeserver said it: nio's own event objects lose parts of what they parse.
            rooms = (await answer.transport_response.json()).get("rooms", {})
            for room, update in rooms.get("invite", {}).items():
                self.invitations.add((room, update["invite_state"]["events"]))
            for room, update in {**rooms.get("join", {}), **rooms.get("leave", {})}.items():
                for part in ("state", "timeline"):
                    for event in update.get(part, {}).get("events", []):
                        self._take(room, event)
                for event in update.get("ephemeral", {}).get("events", []):
                    self.signs.add({**event, "room_id": room})

    def _take(self, room, event):
        if event.get("event_id") not in self._seen:
            self._seen.add(event.get("event_id"))
            self.events.add({**event, "room_id": room})

    # Asking the homeserver for what nio has no method for, or hides the answer of.
    async def call(self, method, path, body=None, **query):
        """A client-server request below /_matrix/client; returns the JSON, raises Refused."""
        url = f"{self.synapse.url}/_matrix/client{path}"
        headers = {"Authorization": f"Bearer {self.token}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            async with session.request(method, url, json=body, params=query) as response:
                answer = await response.json()
                if response.status >= 400:
                    raise Refused(answer.get("errcode"), answer.get("error"))
                return answer

    async def create_room(self, name=None, invite=(), is_direct=False, version=None, **more):
        body = {"preset": "private_chat", "invite": list(invite), "is_direct": is_direct, **more}
        if name:
            body["name"] = name
        if version:
            body["room_version"] = version
        return (await self.call("POST", "/v3/createRoom", body))["room_id"]

    async def invite(self, room, user):
        await self.call("POST", f"/v3/rooms/{_quoted(room)}/invite", {"user_id": user})

    async def join(self, room):
        await self.call("POST", f"/v3/rooms/{_quoted(room)}/join", {})

    async def kick(self, room, user, reason=""):
        await self.call("POST", f"/v3/rooms/{_quoted(room)}/kick", {"user_id": user, "reason": reason})

    async def ban(self, room, user, reason=""):
        await self.call("POST", f"/v3/rooms/{_quoted(room)}/ban", {"user_id": user, "reason": reason})

    async def unban(self, room, user):
        await self.call("POST", f"/v3/rooms/{_quoted(room)}/unban", {"user_id": user})

    async def membership_of(self, room, user):
        """What the room's state says of him: join, leave, ban, invite, knock; None where it says nothing."""
        return ((await self.state(room, "m.room.member", user)) or {}).get("membership")

    async def set_state(self, room, kind, content):
        await self.call("PUT", f"/v3/rooms/{_quoted(room)}/state/{kind}", content)

    async def leave(self, room):
        await self.call("POST", f"/v3/rooms/{_quoted(room)}/leave", {})

    async def set_display_name(self, name):
        await self.client.set_displayname(name)

    async def display_name_of(self, user):
        """The global display name, None where there is none."""
        try:
            return (await self.call("GET", f"/v3/profile/{_quoted(user)}/displayname")).get("displayname")
        except Refused:
            return None

    async def members(self, room):
        """The joined members: display name by user id."""
        answer = await self.call("GET", f"/v3/rooms/{_quoted(room)}/joined_members")
        return {user: profile.get("display_name") for user, profile in answer["joined"].items()}

    async def state(self, room, kind, key=""):
        """The content of a state event, None where there is none."""
        try:
            return await self.call("GET", f"/v3/rooms/{_quoted(room)}/state/{kind}/{_quoted(key)}")
        except Refused as refusal:
            if refusal.code == "M_NOT_FOUND":
                return None
            raise

    async def history(self, room):
        """Every event of the room that this person may see, oldest first: the homeserver's own record."""
        events, start = [], None
        while True:
            query = {"dir": "f", "limit": 500, **({"from": start} if start else {})}
            page = await self.call("GET", f"/v3/rooms/{_quoted(room)}/messages", **query)
            events += page["chunk"]
            start = page.get("end")
            if not start or not page["chunk"]:
                return events

    async def send(self, room, content, kind="m.room.message", transaction=None):
        """Sends, repeating the same transaction while the homeserver is away. Returns the event id."""
        transaction = transaction or f"t{next(_transaction)}-{id(self)}"
        answer = await self.client.room_send(room, kind, content, tx_id=transaction)
        if not isinstance(answer, nio.RoomSendResponse):
            raise Refused(answer.status_code, answer.message)
        return answer.event_id

    async def say(self, room, body, msgtype="m.text"):
        return await self.send(room, {"msgtype": msgtype, "body": body})

    async def hears(self, room, body, sender=None, msgtype=None, seconds=20.0, since=0):
        """Waits for a message. `body` is the text itself or a predicate on it; returns the event."""
        def fits(event):
            content = event.get("content", {})
            text = content.get("body")
            return (event["room_id"] == room and event["type"] == "m.room.message" and isinstance(text, str)
                    and (body(text) if callable(body) else text == body)
                    and (sender is None or event["sender"] == sender)
                    and (msgtype is None or content.get("msgtype") == msgtype))
        return await self.events.wait_for(fits, f"message {body!r} from {sender or 'anybody'} in {room}", seconds, since)

    async def sees_ephemeral(self, room, kind, fits, seconds=20.0):
        """Waits for typing or receipts (m.typing, m.receipt) whose content fits."""
        return await self.signs.wait_for(
            lambda event: event["room_id"] == room and event["type"] == kind and fits(event["content"]),
            f"{kind} in {room}", seconds)

    async def sees_member(self, room, membership, user=None, display_name=None, seconds=20.0, since=0):
        """Waits for a membership event of this kind; returns it."""
        def fits(event):
            return (event["room_id"] == room and event["type"] == "m.room.member"
                    and event["content"].get("membership") == membership
                    and (user is None or event["state_key"] == user)
                    and (display_name is None or event["content"].get("displayname") == display_name))
        what = f"{membership} of {user or display_name} in {room}"
        return await self.events.wait_for(fits, what, seconds, since)

    async def is_invited(self, by=None, seconds=20.0, since=0):
        """Waits for an invitation; returns the room id and the invitation's member event."""
        def own(invitation):
            return next((event for event in invitation[1] if event["type"] == "m.room.member"
                         and event["state_key"] == self.user_id and by in (None, event["sender"])), None)
        invitation = await self.invitations.wait_for(own, f"an invitation by {by or 'anybody'}", seconds, since)
        return invitation[0], own(invitation)

    async def member_named(self, room, display_name, seconds=20.0):
        """Waits until a member with this display name is in the room; returns his user id."""
        async def find():
            return next((user for user, name in (await self.members(room)).items() if name == display_name), None)
        return await until(find, f"{display_name} is in {room}", seconds, every=0.2)


def messages(events, sender=None):
    """The bodies of the messages among these events, in their order."""
    return [event["content"]["body"] for event in events
            if event["type"] == "m.room.message" and "body" in event.get("content", {})
            and sender in (None, event["sender"])]


def _quoted(text):
    return urllib.parse.quote(text, safe="")


__all__ = ["MatrixPerson", "Refused", "TooLate", "messages"]
