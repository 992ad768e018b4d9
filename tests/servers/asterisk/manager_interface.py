"""Asterisk's manager interface over HTTP, one digest-signed request an action, so there is no session to lose."""

from collections.abc import Mapping

import httpx

Packet = dict[str, str]


class ManagerRefused(Exception):
    """Asterisk answered `Response: Error`; the text is its message."""


class ManagerInterface:
    def __init__(self, port: int, user: str, secret: str, timeout_seconds: float = 5.0) -> None:
        self._url = f"http://127.0.0.1:{port}/arawman"
        self._client = httpx.Client(
            auth=httpx.DigestAuth(user, secret), timeout=timeout_seconds, trust_env=False, verify=False
        )

    def ask(self, action: str, **fields: str | list[str]) -> list[Packet]:
        """The packets that answer an action, first the response itself. `ManagerRefused`, `httpx.HTTPError`."""
        packets = self._packets(action, fields)
        if packets[0].get("Response") == "Error":
            raise ManagerRefused(f"{action}: {packets[0].get('Message', '')}")
        return packets

    def events(self, event: str, action: str, **fields: str | list[str]) -> list[Packet]:
        """The packets of one kind in the answer to a listing action."""
        return [packet for packet in self.ask(action, **fields) if packet.get("Event") == event]

    def run(self, command: str) -> str:
        """What the console prints for a command, also when it says that the command is wrong."""
        return self._packets("Command", {"command": command})[0].get("Output", "")

    def close(self) -> None:
        self._client.close()

    def _packets(self, action: str, fields: Mapping[str, str | list[str]]) -> list[Packet]:
        answer = self._client.get(self._url, params={"action": action, **fields})
        answer.raise_for_status()
        return [_packet(part) for part in answer.text.split("\r\n\r\n") if part.strip()]


def _packet(text: str) -> Packet:
    packet: Packet = {}
    for line in text.splitlines():
        key, _, value = line.partition(": ")
        packet[key] = f"{packet[key]}\n{value}" if key in packet else value
    return packet
