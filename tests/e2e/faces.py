"""Avatars on both sides, for the scenarios about how people look."""

import base64
import hashlib
import struct
import zlib

import aiohttp
from slixmpp.xmlstream import ET

from servers.waiting import until

VCARD, UPDATE = "{vcard-temp}", "{vcard-temp:x:update}"
PUBSUB = "{http://jabber.org/protocol/pubsub}"
METADATA, DATA, NICK = "{urn:xmpp:avatar:metadata}", "{urn:xmpp:avatar:data}", "{http://jabber.org/protocol/nick}"


def picture(red, green, blue, side=32):
    """A PNG of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\0" + bytes((red, green, blue)) * side) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def hash_of(data):
    return hashlib.sha1(data).hexdigest()


# Matrix
async def upload(person, data, kind="image/png"):
    """Puts a file into the content repository; returns its mxc: URL."""
    headers = {"Authorization": f"Bearer {person.token}", "Content-Type": kind}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.post(f"{person.synapse.url}/_matrix/media/v3/upload", data=data) as response:
            return (await response.json())["content_uri"]


async def wear(person, mxc):
    """Sets somebody's avatar everywhere; None takes it away."""
    await person.call("PUT", f"/v3/profile/{person.user_id}/avatar_url", {"avatar_url": mxc or ""})


async def face_of(person, user):
    """The bytes of a user's avatar, as this person can download them; None where he has none."""
    return await _bytes_behind(person, (await person.call("GET", f"/v3/profile/{user}")).get("avatar_url"))


async def _bytes_behind(person, mxc):
    if not mxc:
        return None
    headers = {"Authorization": f"Bearer {person.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.get(f"{person.synapse.url}/_matrix/client/v1/media/download/{mxc[6:]}") as response:
            return await response.read() if response.status == 200 else None


async def sees_face(person, user, data, seconds=30):
    """Waits until the avatar of a user is this picture, or none."""
    async def fact():
        return await face_of(person, user) == data
    await until(fact, f"{user} looks as he should", seconds, every=0.2)


async def hang(person, room, mxc):
    """Sets a room's avatar; None takes it away."""
    await person.set_state(room, "m.room.avatar", {"url": mxc} if mxc else {})


async def mxc_of_room(person, room):
    """The mxc: URL of a room's avatar; None where it has none."""
    return (await person.state(room, "m.room.avatar") or {}).get("url") or None


async def sees_room_face(person, room, data, seconds=30):
    """Waits until the avatar of a room is this picture, or none."""
    async def fact():
        return await _bytes_behind(person, await mxc_of_room(person, room)) == data
    await until(fact, f"{room} looks as it should", seconds, every=0.2)


# XMPP
def shown_hash(presence):
    """The hash that a presence names (XEP-0153): empty for no avatar, None where it does not say."""
    photo = presence.xml.find(f"{UPDATE}x/{UPDATE}photo")
    return None if photo is None else photo.text or ""


async def photo_of(person, address):
    """The picture in the vCard of an address; None where there is none."""
    answer = await person.send_iq(address, ET.Element(f"{VCARD}vCard"))
    value = answer.xml.findtext(f"{VCARD}vCard/{VCARD}PHOTO/{VCARD}BINVAL")
    return base64.b64decode(value) if value else None


async def item_of(person, address, node):
    """The item of a node of an address (XEP-0060 §6.5), or the answer's error condition."""
    question = ET.Element(f"{PUBSUB}pubsub")
    ET.SubElement(question, f"{PUBSUB}items", node=node)
    answer = await person.send_iq(address, question)
    item = answer.xml.find(f"{PUBSUB}pubsub/{PUBSUB}items/{PUBSUB}item")
    return answer["error"]["condition"] if item is None else item


async def roominfo_hash(person, muc):
    """The hash of a MUC's avatar in its description (XEP-0486 §4.2); None where it does not name one."""
    answer = await person.send_iq(muc, ET.Element("{http://jabber.org/protocol/disco#info}query"))
    return answer.xml.findtext(".//{jabber:x:data}field[@var='muc#roominfo_avatarhash']/{jabber:x:data}value")


async def sees_photo(person, address, fits, seconds=30):
    """Waits until the picture in the vCard of an address (None where there is none) fits; returns it."""
    async def fact():
        photo = await photo_of(person, address)
        return (photo,) if fits(photo) else None
    return (await until(fact, f"the picture of {address}", seconds, every=0.2))[0]


async def set_photo(person, data, address=None):
    """Puts a picture into the vCard of an address, one's own where none is given, or takes it away."""
    card = ET.Element(f"{VCARD}vCard")
    if data:
        photo = ET.SubElement(card, f"{VCARD}PHOTO")
        ET.SubElement(photo, f"{VCARD}TYPE").text = "image/png"
        ET.SubElement(photo, f"{VCARD}BINVAL").text = base64.b64encode(data).decode()
    answer = await person.send_iq(address or person.bare, card, kind="set")
    assert answer["type"] == "result", answer


def show_hash(person, to, data):
    """Sends a presence that names this picture, or none, as clients do whose server does not."""
    presence = person.client.make_presence(pto=to)
    update = ET.SubElement(presence.xml, f"{UPDATE}x")
    ET.SubElement(update, f"{UPDATE}photo").text = hash_of(data) if data else None
    presence.send()


async def publish_avatar(person, data):
    """Publishes a picture as XEP-0084 says; None says that there is none."""
    if data:
        body = ET.Element(f"{DATA}data")
        body.text = base64.b64encode(data).decode()
        await _publish(person, DATA, hash_of(data), body)
    metadata = ET.Element(f"{METADATA}metadata")
    if data:
        ET.SubElement(metadata, f"{METADATA}info", id=hash_of(data), bytes=str(len(data)), type="image/png")
    await _publish(person, METADATA, hash_of(data) if data else "current", metadata)


async def publish_nick(person, nick):
    """XEP-0172 §4.1"""
    body = ET.Element(f"{NICK}nick")
    body.text = nick
    await _publish(person, NICK, "current", body)


async def _publish(person, space, identity, body):
    question = ET.Element(f"{PUBSUB}pubsub")
    publish = ET.SubElement(question, f"{PUBSUB}publish", node=space[1:-1])
    ET.SubElement(publish, f"{PUBSUB}item", id=identity).append(body)
    answer = await person.send_iq(person.bare, question, kind="set")
    assert answer["type"] == "result", answer
