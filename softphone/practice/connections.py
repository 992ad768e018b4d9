"""The calls that stand between two phones, as seen passing through us: who is busy, who ended what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sipmessage import URI, CSeq, Request, Response

from softphone.practice.sip import messages
from softphone.practice.sip.transactions import TransactionLayer


@dataclass(slots=True)
class End:
    """One phone's side of a call. `address` is its From or To value with the tag."""

    user: str
    address: str
    contact: str
    cseq: int

    @property
    def tag(self) -> str:
        return messages.tag(self.address)


@dataclass(slots=True)
class Connection:
    call_id: str
    caller: End
    callee: End
    queue: str
    ended_by: str = ""
    """The user whose phone said BYE; "" while the call stands."""

    def ends(self) -> tuple[End, End]:
        return self.caller, self.callee

    def other(self, end: End) -> End:
        return self.callee if end is self.caller else self.caller

    def has(self, user: str) -> bool:
        return user in (self.caller.user, self.callee.user)


class Connections:
    """`changed` is told whenever somebody becomes free, `referred` whom the other end asks to call somebody else."""

    def __init__(self, layer: TransactionLayer, changed: Callable[[], None], referred: Callable[[str], None]) -> None:
        self._layer, self._changed, self._referred = layer, changed, referred
        self._standing: dict[str, Connection] = {}

    def open(self, invite: Request, answer: Response, users: tuple[str, str], queue: str = "") -> None:
        """`users` are who calls and who answered. A repeated answer opens nothing new."""
        if invite.call_id in self._standing:
            return
        caller = End(users[0], invite.headers["From"], messages.contact_uri(invite), invite.cseq.sequence)
        callee = End(users[1], answer.headers["To"], messages.contact_uri(answer), 1)
        self._standing[invite.call_id] = Connection(invite.call_id, caller, callee, queue)

    def saw(self, message: Request | Response) -> None:
        """Follow what passes inside a call."""
        connection = self._standing.get(message.call_id)
        if connection is None:
            return
        if isinstance(message, Response):
            if message.code == 481:
                self._close(connection, "")
            return
        sender = _sender(connection, message)
        sender.cseq = max(sender.cseq, message.cseq.sequence)
        if message.method == "BYE":
            self._close(connection, sender.user)
        elif message.method == "REFER":
            self._referred(connection.other(sender).user)

    def is_busy(self, user: str) -> bool:
        return any(connection.has(user) for connection in self._standing.values())

    def drop(self, user: str) -> None:
        """This user's phone is gone without a word: say BYE to the others in its name."""
        for connection in [known for known in self._standing.values() if known.has(user)]:
            gone, left = connection.ends() if connection.caller.user == user else reversed(connection.ends())
            self._say_bye(connection.call_id, gone, left)
            self._close(connection, user)

    def __len__(self) -> int:
        return len(self._standing)

    def _close(self, connection: Connection, ended_by: str) -> None:
        connection.ended_by = ended_by
        self._standing.pop(connection.call_id, None)
        self._changed()

    def _say_bye(self, call_id: str, gone: End, left: End) -> None:
        hop = messages.hop_of(left.contact)
        if hop is not None:
            self._layer.request(bye(call_id, gone, left), hop, lambda _: None)


def bye(call_id: str, sender: End, receiver: End) -> Request:
    """The BYE of `sender`, one CSeq further."""
    sender.cseq += 1
    request = Request("BYE", URI.parse(receiver.contact))
    request.headers.set("Max-Forwards", "70")
    request.headers.set("From", sender.address)
    request.headers.set("To", receiver.address)
    request.call_id = call_id
    request.cseq = CSeq(sender.cseq, "BYE")
    request.headers.set("Content-Length", "0")
    return request


def _sender(connection: Connection, request: Request) -> End:
    from_caller = messages.tag(request.headers["From"]) == connection.caller.tag
    return connection.caller if from_caller else connection.callee
