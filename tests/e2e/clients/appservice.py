"""Somebody who speaks to the bridge's appservice listener as a homeserver does, well or badly."""

import aiohttp


class RawHomeserver:
    """Requests to the listener; `token` is the hs_token unless told otherwise."""

    def __init__(self, bridge):
        self.url = bridge.appservice_url
        self._token = bridge.hs_token
        self._number = 0

    async def request(self, method, path, body=b"", token="", headers=None):
        """Sends raw bytes. Returns status and text; status 0 where the listener just hung up."""
        token = self._token if token == "" else token
        all_headers = {"Content-Type": "application/json", **(headers or {})}
        if token is not None:
            all_headers["Authorization"] = f"Bearer {token}"
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
                async with session.request(method, self.url + path, data=body, headers=all_headers) as response:
                    return response.status, await response.text(errors="replace")
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            return 0, ""

    async def transaction(self, body, **more):
        """PUTs a transaction of its own id with this body (bytes)."""
        self._number += 1
        return await self.request("PUT", f"/_matrix/app/v1/transactions/hostile-{id(self)}-{self._number}", body, **more)
