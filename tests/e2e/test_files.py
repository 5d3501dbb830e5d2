"""Files of all kinds, each way."""

import asyncio
import contextlib
import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from conversing import KINDS, talk
from files import WebServer, certificate_for_loopback, get, png
from servers.waiting import until

SHARING = "{urn:xmpp:sfs:0}file-sharing"
METADATA = "{urn:xmpp:file:metadata:0}"
OOB = "{jabber:x:oob}x"


async def upload(person, content, kind, name):
    answer, _ = await person.client.upload(lambda *_: content, content_type=kind, filename=name, filesize=len(content))
    return answer.content_uri


async def send_picture(scene, name, content=None, **more):
    content = content or png()
    uri = await upload(scene.romeo, content, "image/png", name)
    info = {"mimetype": "image/png", "size": len(content), "w": 3, "h": 2}
    await scene.romeo.send(scene.room, {"msgtype": "m.image", "body": name, "url": uri, "info": info, **more})
    return content


def link_in(message):
    return message.xml.find(f"{OOB}/{{jabber:x:oob}}url").text


def share(url):
    return f"<x xmlns='jabber:x:oob'><url>{url}</url></x>"


@pytest.mark.parametrize("kind", KINDS)
async def test_a_picture_crosses_both_ways_with_what_is_known_of_it(world, kind):
    scene = await talk(world, kind)
    content = await send_picture(scene, "a rose.png", filename="a rose.png")
    heard = await scene.stanza("the picture", lambda m: m.xml.find(SHARING) is not None and m["from"].full.startswith(scene.he))
    link = link_in(heard)
    assert heard["body"] == link
    file = heard.xml.find(f"{SHARING}/{METADATA}file")
    assert file.findtext(f"{METADATA}media-type") == "image/png"
    assert file.findtext(f"{METADATA}size") == str(len(content))
    status, headers, body = await get(link)
    assert (status, body, headers["Content-Type"]) == (200, content, "image/png")
    assert headers["Content-Disposition"].startswith("inline")
    async with WebServer() as web:
        since = len(scene.romeo.events)
        url = web.put("/lily.png", png(5, 4), "image/png")
        scene.send(url, share(url))
        event = await scene.event("the picture", lambda e: e["content"].get("msgtype") == "m.image", since)
        assert event["content"]["body"] == "lily.png"
        info = event["content"]["info"]
        assert (info["w"], info["h"], info["mimetype"], info["size"]) == (5, 4, "image/png", len(png(5, 4)))
        downloaded = await scene.romeo.client.download(event["content"]["url"])
        assert downloaded.body == png(5, 4)


async def test_a_caption_crosses(world):
    scene = await talk(world, "direct")
    caption = scene.words("A rose by any name")
    await send_picture(scene, caption, filename="rose.png")
    await scene.stanza("the picture", lambda m: m.xml.find(SHARING) is not None)
    await scene.juliet.hears(caption, scene.he)


async def test_parts_of_a_file_are_served_and_links_end(world):
    scene = await talk(world, "direct")
    content = await send_picture(scene, "rose.png", os.urandom(300_000))
    heard = await scene.stanza("the picture", lambda m: m.xml.find(SHARING) is not None)
    link = link_in(heard)
    status, headers, body = await get(link, Range="bytes=1000-1999")
    assert (status, body) == (206, content[1000:2000])
    assert headers["Content-Range"] == "bytes 1000-1999/300000"
    assert (await get(link, Range="bytes=-5"))[2] == content[-5:]
    status, headers, _ = await get(link, Range="bytes=300000-")
    assert (status, headers["Content-Range"]) == (416, "bytes */300000")
    status, headers, body = await get(link, "HEAD")
    assert (status, headers["Content-Length"], body) == (200, "300000", b"")
    assert (await get(link, "DELETE"))[0] == 405
    base, end_and_signature, name = link.rsplit("/", 2)
    end, signature = end_and_signature.split("-")
    assert (await get(f"{base}/{int(end) + 1}-{signature}/{name}"))[0] == 403
    assert (await get(f"{base}x/{end}-{signature}/{name}"))[0] == 403
    assert (await get(f"{base}/1-{signature}/{name}"))[0] == 403


async def test_what_could_run_in_a_browser_is_only_handed_over(world):
    scene = await talk(world, "direct")
    uri = await upload(scene.romeo, b"<script>alert(1)</script>", "text/html", "rose.html")
    await scene.romeo.send(scene.room, {"msgtype": "m.file", "body": "rose.html", "url": uri,
                                        "info": {"mimetype": "text/html"}})
    heard = await scene.stanza("the file", lambda m: m.xml.find(SHARING) is not None)
    _, headers, _ = await get(link_in(heard))
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@contextlib.asynccontextmanager
async def otherwise(world, environment=None, **changes):
    """The bridge, restarted with another configuration or environment."""
    plain = dict(world.bridge.process.env)
    await world.bridge.process.stop()
    world.bridge.write_config(**changes)
    world.bridge.process.env.update(environment or {})
    await world.bridge.start()
    try:
        yield
    finally:
        await world.bridge.process.stop()
        world.bridge.write_config()
        world.bridge.process.env = plain
        await world.bridge.start()


async def test_a_link_ends(world):
    scene = await talk(world, "direct")
    async with otherwise(world, media={**world.bridge.settings.get("media", {}), "link_ttl": "8s"}):
        await send_picture(scene, "rose.png")
        heard = await scene.stanza("the picture", lambda m: m.xml.find(SHARING) is not None)
        link = link_in(heard)
        assert (await get(link))[0] == 200
        answers = []

        async def has_ended():
            answers.append((await get(link))[0])
            return answers[-1] != 200
        await until(has_ended, "the end of the link", 30)
        assert answers[-1] == 410


async def test_an_encrypted_file_is_decrypted(world, tmp_path):
    scene = await talk(world, "direct")
    key, iv = os.urandom(32), os.urandom(12)
    certificate = await certificate_for_loopback(tmp_path)
    async with otherwise(world, {"SSL_CERT_FILE": str(certificate[0])}), WebServer(certificate) as web:
        web.put("/secret", AESGCM(key).encrypt(iv, png(), None))
        url = f"aesgcm://127.0.0.1:{web.port}/secret#{iv.hex()}{key.hex()}"
        since = len(scene.romeo.events)
        scene.send(url)
        event = await scene.event("the picture", lambda e: e["content"].get("msgtype") == "m.image", since)
        answer = await scene.romeo.client.download(mxc=event["content"]["url"])
        assert answer.body == png()
        spoilt = f"aesgcm://127.0.0.1:{web.port}/secret#{iv.hex()}{os.urandom(32).hex()}"
        scene.send(spoilt)
        await scene.romeo.hears(scene.room, lambda body: "/secret" in body, since=since)


async def test_what_cannot_be_fetched_stays_a_link(world):
    scene = await talk(world, "direct")
    async with WebServer() as web:
        web.put("/round", b"", status=302, Location="/round")
        web.put("/inside", b"", status=302, Location=f"http://192.168.0.1:{web.port}/inside.png")
        web.put("/huge.png", b"", "image/png", **{"Transfer-Encoding": "identity", "Content-Length": str(1 << 40)})
        moved = web.put("/moved", b"", status=302, Location="/rose.png")
        web.put("/rose.png", png(), "image/png")
        for url in (web.url("/nothing.png"), web.url("/round"), web.url("/inside"), web.url("/huge.png"),
                    f"http://10.0.0.1:{web.port}/rose.png", f"http://[::1]:{web.port}/rose.png"):
            since = len(scene.romeo.events)
            scene.send(url, share(url))
            await scene.romeo.hears(scene.room, url, since=since)
        since = len(scene.romeo.events)
        scene.send(moved, share(moved))
        await scene.event("the picture", lambda e: e["content"].get("msgtype") == "m.image", since)


async def test_what_calls_itself_a_picture_and_is_none_is_a_file(world):
    scene = await talk(world, "direct")
    async with WebServer() as web:
        url = web.put("/rose.png", b"<svg onload='alert(1)'/>", "image/png")
        scene.send(url, share(url))
        event = await scene.event("the file", lambda e: e["content"].get("msgtype") == "m.file")
        assert event["content"]["info"]["mimetype"] == "application/octet-stream"


class Watched:
    """How much memory a process holds at most while this is open, looked at all the time."""

    def __init__(self, process):
        self.process, self.most = process, 0

    async def __aenter__(self):
        self.idle = self._resident_kib()
        self._watch = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_):
        self._watch.cancel()

    async def _look(self):
        while True:
            self.most = max(self.most, self._resident_kib() - self.idle)
            await asyncio.sleep(0.01)

    def _resident_kib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(next(line for line in status if line.startswith("VmRSS")).split()[1])


async def test_a_hundred_megabytes_each_way_need_no_memory(world, report):
    scene = await talk(world, "direct")
    await send_picture(scene, "small.png")
    await get(link_in(await scene.stanza("the picture", lambda m: m.xml.find(SHARING) is not None)))
    content = os.urandom(1 << 20) * 100
    uri = await upload(scene.romeo, content, "application/zip", "large.zip")
    async with Watched(world.bridge.process) as memory, WebServer() as web:
        since = len(scene.juliet.messages)
        await scene.romeo.send(scene.room, {"msgtype": "m.file", "body": "large.zip", "url": uri})
        heard = await scene.stanza("the file", lambda m: m.xml.find(SHARING) is not None, since)
        status, _, body = await get(link_in(heard))
        assert status == 200 and body == content
        outward = memory.most
        url = web.put("/large.zip", content[:-4096], "application/zip")
        since = len(scene.romeo.events)
        scene.send(url, share(url))
        event = await scene.romeo.events.wait_for(
            lambda e: e["room_id"] == scene.room and e["content"].get("msgtype") == "m.file", "the file", 60, since)
        assert event["content"]["info"]["size"] == len(content) - 4096
    report(f"100 MB: {outward // 1024} MiB more than idle to XMPP, {memory.most // 1024} MiB in all")
    assert memory.most < 30 * 1024, f"{memory.most // 1024} MiB more than idle"
