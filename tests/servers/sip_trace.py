"""SIPp's own record of a run, as values with SIPp's own times."""

import re
from dataclasses import dataclass
from datetime import datetime

_MARK = re.compile(
    r"^-{20,} (?P<time>\d{4}-\d\d-\d\d[\sT]+\d\d:\d\d:\d\d\.\d+)\n\w+ message (?P<what>sent|received) .*\n\n", re.M
)


@dataclass(frozen=True, slots=True)
class SipMessage:
    """`seconds` counts from any fixed moment; only differences mean something."""

    seconds: float
    is_sent: bool
    text: str

    @property
    def start_line(self) -> str:
        return self.text.split("\r\n", 1)[0].split("\n", 1)[0]

    @property
    def method(self) -> str:
        """Of a request; empty for a response."""
        return "" if self.status else self.start_line.split(" ", 1)[0]

    @property
    def status(self) -> int:
        """Of a response; 0 for a request."""
        found = re.match(r"SIP/2\.0 (\d{3})", self.start_line)
        return int(found[1]) if found else 0

    @property
    def body(self) -> str:
        return self.text.replace("\r\n", "\n").partition("\n\n")[2].strip()

    def header(self, name: str) -> str | None:
        """The first of that name."""
        found = re.search(rf"^{re.escape(name)}[ \t]*:[ \t]*(.*?)\r?$", self.text, re.M | re.I)
        return found[1] if found else None


@dataclass(frozen=True, slots=True)
class SippResult:
    """`ok` and `failed` are SIPp's counts of calls that ran as the scenario says, and that did not."""

    ok: int
    failed: int
    messages: tuple[SipMessage, ...]

    @property
    def responses(self) -> tuple[int, ...]:
        """The status of every response that SIPp received, in order."""
        return tuple(message.status for message in self.received if message.status)

    @property
    def received(self) -> tuple[SipMessage, ...]:
        return tuple(message for message in self.messages if not message.is_sent)

    def requests(self, method: str) -> tuple[SipMessage, ...]:
        """The requests that SIPp received."""
        return tuple(message for message in self.received if message.method == method)

    def milliseconds_to(self, status: int) -> list[float]:
        """For each call that received it: from its first INVITE to the first response with that status to it."""
        sent: dict[str, float] = {}
        took: dict[str, float] = {}
        for message in self.messages:
            call = message.header("Call-ID") or ""
            if message.is_sent and message.method == "INVITE":
                sent.setdefault(call, message.seconds)
            answers_invite = (message.header("CSeq") or "").endswith("INVITE")
            if not message.is_sent and message.status == status and answers_invite and call in sent:
                took.setdefault(call, (message.seconds - sent[call]) * 1000)
        return list(took.values())


def parse_trace(text: str) -> tuple[SipMessage, ...]:
    marks = list(_MARK.finditer(text))
    starts = [mark.start() for mark in marks] + [len(text)]
    return tuple(
        SipMessage(_seconds(mark["time"]), mark["what"] == "sent", text[mark.end() : end])
        for mark, end in zip(marks, starts[1:], strict=False)
    )


def _seconds(time: str) -> float:
    return datetime.fromisoformat(re.sub(r"\s+", " ", time)).timestamp()
