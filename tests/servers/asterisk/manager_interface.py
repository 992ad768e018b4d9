"""Asterisk's manager interface over HTTP, one digest-signed request an action, so there is no session to lose."""

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
        answer = self._client.get(self._url, params={"action": action, **fields})
        answer.raise_for_status()
        packets = [_packet(part) for part in answer.text.split("\r\n\r\n") if part.strip()]
        if packets[0].get("Response") == "Error":
            raise ManagerRefused(f"{action}: {packets[0].get('Message', '')}")
        return packets

    def events(self, event: str, action: str, **fields: str | list[str]) -> list[Packet]:
        """The packets of one kind in the answer to a listing action."""
        return [packet for packet in self.ask(action, **fields) if packet.get("Event") == event]

    def close(self) -> None:
        self._client.close()


def _packet(text: str) -> Packet:
    packet: Packet = {}
    for line in text.splitlines():
        key, _, value = line.partition(": ")
        packet[key] = f"{packet[key]}\n{value}" if key in packet else value
    return packet
