"""A workplace's address as people type it, and as we use it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from softphone.model.problems import BadAddress

_USUAL_PORTS = {"https": 443, "http": 80}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NAME = re.compile(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)*")


def is_loopback(host: str | None) -> bool:
    """Whether this is our own machine, by one of the three names that need no look-up to know it."""
    return host in _LOOPBACK


def tidy_address(text: str) -> str:
    """ "Acme.example/" becomes "https://acme.example". BadAddress when it cannot be one or would leak the password."""
    parts = _split(text.strip())
    host = (parts.hostname or "").lower()
    if parts.scheme not in _USUAL_PORTS or (parts.scheme == "http" and not is_loopback(host)):
        raise BadAddress("scheme")
    port = "" if parts.port in (None, _USUAL_PORTS[parts.scheme]) else f":{parts.port}"
    shown_host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown_host}{port}{parts.path.rstrip('/')}"


def may_be_asked(url: str) -> bool:
    """Whether a URL of a document is one we would talk to: HTTPS, or HTTP on this machine."""
    try:
        tidy_address(url.partition("?")[0] if "://" in url else "no scheme:")
    except BadAddress:
        return False
    return True


def _split(text: str) -> SplitResult:
    if not text or len(text) > 300 or re.search(r"[\s\\\x00-\x1f\x7f@?#]", text):
        raise BadAddress("characters")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port
    except ValueError as error:
        raise BadAddress("form") from error
    if port == 0 or parts.netloc.endswith(":") or not _is_host(parts.hostname or ""):
        raise BadAddress("host")
    return parts


def _is_host(name: str) -> bool:
    """A name or IPv4 address, or (`urlsplit` has checked its form) an IPv6 address."""
    return ":" in name or _NAME.fullmatch(name) is not None
