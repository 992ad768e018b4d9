"""Put the linked wrapper, its Python module and the facts of the build into one wheel."""

import argparse
import base64
import hashlib
import json
import re
import sys
import sysconfig
import zipfile
from pathlib import Path

SWITCHES = (
    "PJSUA_MAX_CALLS",
    "PJ_IOQUEUE_MAX_HANDLES",
    "PJSIP_MAX_PKT_LEN",
    "PJMEDIA_SRTP_HAS_SDES",
    "PJMEDIA_SRTP_HAS_DTLS",
    "PJ_HAS_SSL_SOCK",
    "PJ_HAS_IPV6",
    "NDEBUG",
)

# Some switches are seen by one library only; that its code is there is the better proof anyway.
PARTS = {
    "ALSA": b"pjmedia_alsa_factory",
    "WebRTC AEC3": b"webrtc_aec3_cancel_echo",
    "Speex AEC": b"speex_aec_cancel_echo",
    "Opus": b"pjmedia_codec_opus_init",
    "G.722": b"pjmedia_codec_g722_init",
    "SRTP DTLS": b"pjmedia_transport_srtp_dtls_start_nego",
    "epoll": b"epoll_create1",
    "OpenSSL": b"SSL_CTX_new",
}


def read_version(tree: Path) -> str:
    parts = dict(re.findall(r"PJ_VERSION_(\w+) *:= *(\S*)", (tree / "version.mak").read_text()))
    revision = f".{parts['REV']}" if parts["REV"] else ""
    return f"{parts['MAJOR']}.{parts['MINOR']}{revision}{parts['SUFFIX']}"


def read_switches(tree: Path) -> dict[str, int]:
    """The value of each switch; one that is not defined, or defined as something else than a number, is 0 or 1."""
    defined = dict(re.findall(r"^#define (\w+)(?: (.*))?$", (tree / "facts.txt").read_text(), re.MULTILINE))
    return {name: _number(name, defined) for name in SWITCHES}


def _number(name: str, defined: dict[str, str]) -> int:
    if name not in defined:
        return 0
    text = defined[name].strip().strip("()")
    return int(text) if text.isdigit() else _number(text, defined) if text in defined else 1


def read_parts(tree: Path) -> list[str]:
    library = (tree / "_pjsua2.so").read_bytes()
    return [part for part, symbol in PARTS.items() if symbol in library]


def facts_module(facts: dict[str, object]) -> bytes:
    return f'"""How this pjsua2 was built."""\n\nFACTS = {facts!r}\n'.encode()


def metadata(version: str) -> bytes:
    return (
        f"Metadata-Version: 2.1\nName: pjsua2\nVersion: {version}\n"
        "Summary: PJSIP's pjsua2 for Python, as Softphone builds it\nLicense: GPL-2.0-or-later\n"
    ).encode()


def wheel_tag() -> str:
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"{python}-{python}-{platform}"


def record_line(name: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


def wheel_files(tree: Path, version: str, facts: dict[str, object]) -> dict[str, bytes]:
    info = f"pjsua2-{version}.dist-info"
    files = {
        "pjsua2.py": (tree / "pjsua2.py").read_bytes(),
        "pjsua2_build.py": facts_module(facts),
        f"_pjsua2{sysconfig.get_config_var('EXT_SUFFIX')}": (tree / "_pjsua2.so").read_bytes(),
        "pjsua2_stay.so": (tree / "pjsua2_stay.so").read_bytes(),
        f"{info}/METADATA": metadata(version),
        f"{info}/COPYING": (tree / "COPYING").read_bytes(),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {wheel_tag()}\n".encode(),
    }
    record = f"{info}/RECORD"
    lines = "".join(record_line(name, content) for name, content in files.items())
    return {**files, record: f"{lines}{record},,\n".encode()}


def write_wheel(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tree", type=Path, required=True)
    parser.add_argument("--flavour", required=True)
    parser.add_argument("--source-sha256", required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    pjsip = read_version(given.tree)
    version = pjsip if given.flavour == "release" else f"{pjsip}+{given.flavour}"
    facts: dict[str, object] = {
        "pjsip": pjsip,
        "flavour": given.flavour,
        "source_sha256": given.source_sha256,
        "parts": read_parts(given.tree),
        "switches": read_switches(given.tree),
    }
    path = given.out / f"pjsua2-{version}-{wheel_tag()}.whl"
    write_wheel(path, wheel_files(given.tree, version, facts))
    print(json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
