"""The workplace document: what a company gives its agents, and from which everything else follows."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from softphone.model.engine_link import Srtp, Transport

FORMAT = 1
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.@-]*$")]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Workplace(_Section, frozen=True, kw_only=True):
    id: Id
    name: Name
    supervisor: str = ""
    country: Annotated[str, Meta(pattern=r"^([A-Z]{2})?$")] = ""
    """ISO 3166 code: how numbers without + are read."""


class Agent(_Section, frozen=True, kw_only=True):
    id: Id
    name: Name


class Phone(_Section, frozen=True, kw_only=True):
    server: Name
    user: Name
    transport: Transport = Transport.TLS
    srtp: Srtp = Srtp.MANDATORY
    codecs: tuple[str, ...] = ("opus", "G722", "PCMA", "PCMU")
    password: str = ""
    """Empty: the sign-in's password."""
    auto_answer: Literal["off", "by-header"] = "off"
    recording: Literal["off", "agent"] = "off"
    ca_pem: Annotated[str, Meta(max_length=200_000)] = ""
    """Certificates (PEM) of who signed the PBX's certificate; empty: who the system trusts."""
    trusted_sources: tuple[str, ...] = ()


class Queue(_Section, frozen=True, kw_only=True):
    id: Id
    name: Name
    greeting: str = ""
    """May contain {agent}."""
    script: str = ""
    target_wait_seconds: Seconds = 20
    target_handle_seconds: Seconds = 300
    wrap_up_seconds: Seconds = 60
    wrap_up: Literal["must-choose", "timed", "none"] = "must-choose"
    """must-choose: until a disposition is chosen. timed: also when wrap_up_seconds are over. none: no wrap-up."""
    dispositions: tuple[Name, ...] = ()


class Queues(_Section, frozen=True, kw_only=True):
    kind: Literal["feature-codes"] = "feature-codes"
    join: str = ""
    pause: str = ""
    lamp: str = ""
    """The extension whose lamp says paused or not, {user} is the phone's user; empty: `pause` + user."""
    feed_url: str = ""
    break_reasons: tuple[Name, ...] = ()
    queues: tuple[Queue, ...] = ()


class Chat(_Section, frozen=True, kw_only=True):
    kind: Literal["matrix"] = "matrix"
    server: Name


class Mail(_Section, frozen=True, kw_only=True):
    address: Name
    imap: Name
    smtp: Name


class NotesUpload(_Section, frozen=True, kw_only=True):
    url: str = ""
    fields: tuple[str, ...] = ()


class DirectoryEntry(_Section, frozen=True, kw_only=True):
    name: Name
    target: Name
    what_for: str = ""


class Campaigns(_Section, frozen=True, kw_only=True):
    url: Name


class Equipment(_Section, frozen=True, kw_only=True):
    policy_url: Name
    gate: Literal["off", "warn", "hold"] = "warn"


class Profile(_Section, frozen=True, kw_only=True):
    """The whole document. A section that is missing is a pane that is not there."""

    format: int
    workplace: Workplace
    agent: Agent
    phone: Phone | None = None
    queues: Queues | None = None
    chat: Chat | None = None
    mail: Mail | None = None
    notes: NotesUpload | None = None
    directory: tuple[DirectoryEntry, ...] = ()
    campaigns: Campaigns | None = None
    equipment: Equipment | None = None

    def queue(self, id_or_name: str) -> Queue | None:
        """The queue that a call says it comes from."""
        known = self.queues.queues if self.queues else ()
        return next((q for q in known if id_or_name in (q.id, q.name)), None)

    def named(self, *spellings: str) -> str:
        """What the directory calls a number, "" when it does not know it."""
        return next((entry.name for entry in self.directory if entry.target in spellings), "")
