"""Writes the folder in which one Asterisk lives: `conf/` with its @NAMES@ filled in, tones, speech, certificates."""

import math
import re
import shutil
import wave
from array import array
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.asterisk.prefix import Prefix
from tests.servers.certificates import Certificates

AGENTS = tuple(str(number) for number in range(101, 110))
MUST_ENCRYPT = "104"

_CONF = Path(__file__).with_name("conf")
_SPEECH = Path(__file__).parents[1] / "speech"
_MUSIC = ("moh/hold", "moh/queue")
_FOLDERS = ("etc", "lib/agi-bin", "lib/keys", "spool", "cache", "run", "log", "heard", "speech", *_MUSIC)
_EMPTY = ("acl", "ccss", "pjproject", "pjsip_notify", "queuerules", "udptl", "websocket_client")
_RTP_PORTS = 150


@dataclass(frozen=True, slots=True)
class Ports:
    """All on 127.0.0.1. `sips_…` are TLS ports with a certificate or a version of TLS that is not the usual one."""

    sip: int
    sips: int
    sips_wrong_name: int
    sips_expired: int
    sips_untrusted: int
    sips_13: int
    customer: int
    ami: int
    http: int
    https: int
    rtp: range = field(kw_only=True)

    @classmethod
    def of(cls, block: range) -> "Ports":
        return cls(*block[:10], rtp=block[19 : 19 + _RTP_PORTS])


@dataclass(frozen=True, slots=True)
class Configuration:
    folder: Path
    prefix: Prefix
    ports: Ports
    certificates: Certificates

    def write(self) -> None:
        for name in _FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        etc = self.folder / "etc"
        for template in _CONF.glob("*.conf"):
            (etc / template.name).write_text(self._filled(template.read_text()))
        (etc / "agents.conf").write_text("".join(map(_agent, AGENTS)))
        for name in _EMPTY:
            (etc / f"{name}.conf").touch()
        _write_tone(self.folder / "moh/hold/tone.wav", 700)
        _write_tone(self.folder / "moh/queue/tone.wav", 850)
        for speech in _SPEECH.glob("*.wav"):
            self.add_speech(speech.stem, speech)

    def add_speech(self, name: str, recording: Path) -> None:
        """Let the dialplan say `name`; the recording is a WAV of 8 or 16 kHz, mono, 16 bit."""
        with wave.open(str(recording)) as opened:
            kind = {8000: "wav", 16000: "wav16"}[opened.getframerate()]
        shutil.copy(recording, self.folder / "speech" / f"{name}.{kind}")

    def _filled(self, template: str) -> str:
        values = self._values()
        return re.sub("@([A-Z0-9_]+)@", lambda found: values.get(found[1], found[0]), template)

    def _values(self) -> dict[str, str]:
        ports, certificates = self.ports, self.certificates
        numbers = {name: getattr(ports, name) for name in Ports.__slots__ if name != "rtp"}
        pairs = {
            "": certificates.server,
            "WRONG_NAME_": certificates.wrong_name,
            "EXPIRED_": certificates.expired,
            "UNTRUSTED_": certificates.untrusted,
        }
        return {
            "RUN": str(self.folder),
            "PREFIX": str(self.prefix.root),
            "MODULES": str(self.prefix.modules),
            "RTP_START": str(ports.rtp[0]),
            "RTP_END": str(ports.rtp[-1]),
            **{f"{name.upper()}_PORT": str(number) for name, number in numbers.items()},
            **{f"{kind}CERTIFICATE": str(pair.certificate) for kind, pair in pairs.items()},
            **{f"{kind}KEY": str(pair.key) for kind, pair in pairs.items()},
        }


def _agent(number: str) -> str:
    optimistic = "no" if number == MUST_ENCRYPT else "yes"
    return (_CONF / "agent.conf").read_text().replace("@AGENT@", number).replace("@OPTIMISTIC@", optimistic)


def _write_tone(file: Path, hertz: int) -> None:
    """10 s: a whole number of periods, so it repeats without a click."""
    samples = (int(8000 * math.sin(2 * math.pi * hertz * n / 8000)) for n in range(80_000))
    with wave.open(str(file), "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(2)
        opened.setframerate(8000)
        opened.writeframes(array("h", samples).tobytes())
