"""Reading and writing the workplace document: its errors become ours, with the path of the key at fault.

`workplace.py` says what the document contains; here stand the rules that a type cannot say.
`python -m softphone.model.workplace_document` prints the schema that is kept in `resources/workplace.schema.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from softphone.model.addresses import may_be_asked
from softphone.model.problems import BadProfile, LaterFormat, MissingKey, NotJson, UnknownKey, WrongType
from softphone.model.workplace import FORMAT, Profile

_PLACE = re.compile(r"^(?P<what>.*) - at `\$(?P<path>.*)`$", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(?P<key>.*)`", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>.*)`", re.DOTALL)
_HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
_SIP_USER = re.compile(r"[A-Za-z0-9_.+*#!~'()&=$-]+")
_CODEC = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]*")
_CERTIFICATE = "-----BEGIN CERTIFICATE-----"
_LINES_OF_WINDOWS = ("phone.ca_pem",)
_MAY_HAVE_LINES = ("ca_pem", "greeting", "script", "what_for")
_FEATURE_CODE = re.compile(r"([0-9A-Za-z*#+._-]|\{user\})*")


def read_profile(data: bytes) -> Profile:
    """The document of these bytes; BadProfile names the key that is at fault, like "queues.queues[1].wrap_up"."""
    content = _decode(data)
    _check_format(content)
    try:
        profile = msgspec.convert(content, Profile)
    except msgspec.ValidationError as error:
        raise _translated(str(error)) from error
    for key, is_right in _rules(profile):
        if not is_right:
            raise WrongType(key)
    return profile


def write_profile(profile: Profile) -> bytes:
    return msgspec.json.encode(profile)


def schema_text() -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Profile)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _decode(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJson(detail=type(error).__name__) from error


def _check_format(content: Any) -> None:
    """Before all else: a later format may well contain what looks wrong to us."""
    number = content.get("format") if isinstance(content, dict) else None
    if type(number) is int and number > FORMAT:
        raise LaterFormat("format")
    if type(number) is int and number < FORMAT:
        raise WrongType("format")


def _translated(message: str) -> BadProfile:
    place = _PLACE.match(message)
    what, path = (place["what"], place["path"].removeprefix(".")) if place else (message, "")
    for pattern, problem in ((_MISSING, MissingKey), (_UNKNOWN, UnknownKey)):
        if named := pattern.fullmatch(what):
            return problem(".".join(part for part in (path, named["key"]) if part))
    return WrongType(path, what)


def _rules(profile: Profile) -> Iterator[tuple[str, bool]]:
    """Each rule as the key that it is about and whether it is kept."""
    yield from _text_rules(msgspec.to_builtins(profile))
    yield from _url_rules(profile)
    yield from _phone_rules(profile)
    yield from _queue_rules(profile)
    if profile.mail:
        yield "mail.imap", bool(_HOST_AND_PORT.fullmatch(profile.mail.imap))
        yield "mail.smtp", bool(_HOST_AND_PORT.fullmatch(profile.mail.smtp))


def _text_rules(content: Any, key: str = "") -> Iterator[tuple[str, bool]]:
    """No control characters: they would end up in headers, logs and terminals. Only in sentences may lines break."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _text_rules(value, f"{key}.{name}".lstrip("."))
    elif isinstance(content, list | tuple):
        for index, value in enumerate(content):
            yield from _text_rules(value, f"{key}[{index}]")
    elif isinstance(content, str):
        wrong = r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]"
        if key.rpartition(".")[2] not in _MAY_HAVE_LINES:
            wrong = r"[\x00-\x1f\x7f-\x9f\u2028\u2029]"
        yield key, key in _LINES_OF_WINDOWS or re.search(wrong, content) is None


def _url_rules(profile: Profile) -> Iterator[tuple[str, bool]]:
    """HTTPS, or HTTP on this machine: passwords go there."""
    urls = {
        "queues.feed_url": profile.queues and profile.queues.feed_url,
        "chat.server": profile.chat and profile.chat.server,
        "notes.url": profile.notes and profile.notes.url,
        "campaigns.url": profile.campaigns and profile.campaigns.url,
        "equipment.policy_url": profile.equipment and profile.equipment.policy_url,
    }
    for key, url in urls.items():
        if url:
            yield key, may_be_asked(url)


def _phone_rules(profile: Profile) -> Iterator[tuple[str, bool]]:
    phone = profile.phone
    if phone is None:
        return
    yield "phone.server", bool(_HOST_AND_PORT.fullmatch(phone.server))
    yield "phone.user", bool(_SIP_USER.fullmatch(phone.user))
    yield "phone.ca_pem", not phone.ca_pem or _CERTIFICATE in phone.ca_pem
    yield "phone.codecs", bool(phone.codecs) and _are_different(phone.codecs, str.lower)
    for index, codec in enumerate(phone.codecs):
        yield f"phone.codecs[{index}]", bool(_CODEC.fullmatch(codec))


def _queue_rules(profile: Profile) -> Iterator[tuple[str, bool]]:
    if profile.queues is None:
        return
    for name in ("join", "pause", "lamp"):
        yield f"queues.{name}", bool(_FEATURE_CODE.fullmatch(getattr(profile.queues, name)))
    seen: set[str] = set()
    for index, queue in enumerate(profile.queues.queues):
        yield f"queues.queues[{index}].id", queue.id not in seen
        yield f"queues.queues[{index}].dispositions", _are_different(queue.dispositions)
        seen.add(queue.id)


def _are_different(values: tuple[str, ...], seen_as: Callable[[str], str] = str) -> bool:
    return len({seen_as(value) for value in values}) == len(values)


if __name__ == "__main__":
    print(schema_text(), end="")
