"""What window and engine say to each other: commands down, reports up, as msgpack over `runtime/local_link.py`.

The engine listens; one window at a time is connected (a newer one replaces an older). Every command has a `request`
number and is answered by exactly one `Done` or `Refused` with that number. A frame that cannot be read is answered by
`Refused(request=0, reason=UNREADABLE)` and the link lives on. The first report on a new link is `Snapshot`.
The engine without a window for 30 s says BYE, un-registers and ends; `Leave` does so at once.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from softphone.model.calls import Call, CallId, CallStatistics, Levels, RejectReason
from softphone.model.devices import AudioDevice, ChosenDevices, DeviceName, DeviceTrouble
from softphone.model.lamps import Lamp
from softphone.model.registration import Registration

LINK_VERSION = 1
ORPHAN_SECONDS = 30.0
"""How long the engine lives without a window."""
BEAT_SECONDS = 1.0
SILENCE_SECONDS = 5.0
"""An engine that said nothing for so long is started again by the window."""


class Transport(Enum):
    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


class Srtp(Enum):
    OFF = "off"
    OPTIONAL = "optional"
    MANDATORY = "mandatory"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach the company's PBX. `server` is a host name or address, with ":port" when it is not the usual one."""

    server: str
    user: str
    password: str
    transport: Transport = Transport.TLS
    srtp: Srtp = Srtp.MANDATORY
    codecs: tuple[str, ...] = ("opus", "G722", "PCMA", "PCMU")
    display_name: str = ""
    ca_file: str = ""
    """PEM file with the CAs to trust; empty: the system's."""
    instance_id: str = ""
    """A UUID of this installation, for RFC 5626."""
    trusted_sources: tuple[str, ...] = ()
    """Further addresses whose INVITEs may ring, besides the registrar's and its proxies'."""
    local_address: str = ""
    """Bind SIP and RTP to this address only; empty: all."""
    registers: bool = True
    """False: a caller without registration (practice customers, test peers)."""
    allows_transfer: bool = False
    """Follow a REFER inside `server`'s domain. An agent's phone never does; a simulated customer must."""
    expires_seconds: int = 120

    def __repr__(self) -> str:
        return f"Account({self.user!r} at {self.server!r})"


class Command(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    request: int = 0


class Register(Command, frozen=True, kw_only=True):
    """Use this account; replaces an earlier one. Done when the account is in use, not when it is registered."""

    account: Account


class Unregister(Command, frozen=True, kw_only=True):
    """Take our contact from the registrar and forget the account. Done when the server agreed, or after 2 s."""


class RegisterNow(Command, frozen=True, kw_only=True):
    """Refresh the registration at once (after a network change)."""


class Dial(Command, frozen=True, kw_only=True):
    """Call `target`: digits with + * # , or a SIP address. The call's id is ours, so that its reports are known."""

    call_id: CallId
    target: str
    service: bool = False
    """A feature code or test call: no sound device is opened (silence is sent)."""
    caller_number: str = ""
    """Show this number instead of the account's (practice customers)."""
    headers: tuple[tuple[str, str], ...] = ()


class Ring(Command, frozen=True, kw_only=True):
    """Say 180 again. The engine says it by itself at once for a call that may ring."""

    call_id: CallId


class Answer(Command, frozen=True, kw_only=True):
    call_id: CallId


class Reject(Command, frozen=True, kw_only=True):
    call_id: CallId
    reason: RejectReason = RejectReason.BUSY


class HangUp(Command, frozen=True, kw_only=True):
    call_id: CallId


class HoldCall(Command, frozen=True, kw_only=True):
    call_id: CallId


class Resume(Command, frozen=True, kw_only=True):
    call_id: CallId


class Mute(Command, frozen=True, kw_only=True):
    """The customer hears silence; the state survives hold, resume, re-INVITE and a device change."""

    call_id: CallId


class Unmute(Command, frozen=True, kw_only=True):
    call_id: CallId


class SendDigits(Command, frozen=True, kw_only=True):
    """0-9 * # A-D, by RFC 4733, by SIP INFO when the peer has no telephone-event."""

    call_id: CallId
    digits: str


class TransferCall(Command, frozen=True, kw_only=True):
    """Blind transfer (REFER). Done when sent; progress comes in `Call.transfer`."""

    call_id: CallId
    target: str


class ListDevices(Command, frozen=True, kw_only=True):
    """Look again for sound devices (after plugging); answered by a `Devices` report and Done."""


class ChooseDevices(Command, frozen=True, kw_only=True):
    """Use these devices, also in a running call. The sound device is open only while a call needs it."""

    chosen: ChosenDevices


class ParkSound(Command, frozen=True, kw_only=True):
    """The chosen device is gone: no sound to or from any device until the next ChooseDevices, within 50 ms."""

    device: str


class SetLevels(Command, frozen=True, kw_only=True):
    """Gains, 1.0 = unchanged, 0 to 4."""

    microphone: float = 1.0
    speaker: float = 1.0


class WatchLamp(Command, frozen=True, kw_only=True):
    """Subscribe to `extension` at the server; its states come as `LampReport`."""

    extension: str


class PlayFile(Command, frozen=True, kw_only=True):
    """Play a WAV file (mono, 16 bit) once into the call in place of the microphone, then silence (practice)."""

    call_id: CallId
    path: str


class RecordFile(Command, frozen=True, kw_only=True):
    """Record what this call's other end says to a WAV file until the call ends or "" is given."""

    call_id: CallId
    path: str


class WindowIs(Command, frozen=True, kw_only=True):
    """How to start the window again when it dies without `Leave`. Empty: do not."""

    restart_command: tuple[str, ...] = ()


class SeverWindow(Command, frozen=True, kw_only=True):
    """The window closes for a moment and will be back (an update, a restart): keep calls, start nothing."""


class Leave(Command, frozen=True, kw_only=True):
    """Hang up, un-register, end the process (within 4 s)."""


AnyCommand = (
    Register
    | Unregister
    | RegisterNow
    | Dial
    | Ring
    | Answer
    | Reject
    | HangUp
    | HoldCall
    | Resume
    | Mute
    | Unmute
    | SendDigits
    | TransferCall
    | ListDevices
    | ChooseDevices
    | ParkSound
    | SetLevels
    | WatchLamp
    | PlayFile
    | RecordFile
    | WindowIs
    | SeverWindow
    | Leave
)


class Refusal(Enum):
    UNREADABLE = "unreadable"
    NO_SUCH_CALL = "no such call"
    NOT_NOW = "not now"
    """The call's state does not allow it, or an earlier change is still under way."""
    NO_ACCOUNT = "no account"
    NO_SERVER = "no server"
    NO_HEADSET = "no headset"
    """The last two are said before the engine is asked."""
    BAD_TARGET = "bad target"
    """Neither digits nor a SIP address of an allowed form."""
    BAD_DIGITS = "bad digits"
    NO_SUCH_DEVICE = "no such device"
    DEVICE_WILL_NOT_OPEN = "device will not open"
    BAD_FILE = "bad file"
    TOO_MANY_CALLS = "too many calls"
    STACK = "stack"
    """PJSIP refused; `detail` has its words."""
    FAULT = "fault"
    """A fault of the engine's own code; the log has the trace."""


class Report(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    pass


class Done(Report, frozen=True, kw_only=True):
    request: int


class Refused(Report, frozen=True, kw_only=True):
    request: int
    reason: Refusal
    detail: str = ""


class Snapshot(Report, frozen=True, kw_only=True):
    """Everything, for a window that has just come."""

    link_version: int
    engine_pid: int
    has_account: bool
    registration: Registration
    calls: tuple[Call, ...]
    devices: tuple[AudioDevice, ...]
    chosen: ChosenDevices
    lamps: tuple[Lamp, ...] = ()


class RegistrationReport(Report, frozen=True, kw_only=True):
    registration: Registration


class CallReport(Report, frozen=True, kw_only=True):
    call: Call


class LevelsReport(Report, frozen=True, kw_only=True):
    levels: tuple[Levels, ...]


class StatisticsReport(Report, frozen=True, kw_only=True):
    statistics: CallStatistics


class Devices(Report, frozen=True, kw_only=True):
    devices: tuple[AudioDevice, ...]
    chosen: ChosenDevices


class DeviceError(Report, frozen=True, kw_only=True):
    trouble: DeviceTrouble
    device: DeviceName
    detail: str = ""


class LampReport(Report, frozen=True, kw_only=True):
    lamp: Lamp


class DigitReport(Report, frozen=True, kw_only=True):
    """A digit that the other end sent."""

    call_id: CallId
    digit: str


class Beat(Report, frozen=True, kw_only=True):
    """I live: once a second."""


AnyReport = (
    Done
    | Refused
    | Snapshot
    | RegistrationReport
    | CallReport
    | LevelsReport
    | StatisticsReport
    | Devices
    | DeviceError
    | LampReport
    | DigitReport
    | Beat
)

_encoder = msgspec.msgpack.Encoder()
_commands: msgspec.msgpack.Decoder[AnyCommand] = msgspec.msgpack.Decoder(AnyCommand)
_reports: msgspec.msgpack.Decoder[AnyReport] = msgspec.msgpack.Decoder(AnyReport)


def encode(message: Command | Report) -> bytes:
    return _encoder.encode(message)


def decode_command(payload: bytes) -> AnyCommand:
    """Raises msgspec.MsgspecError with the reason for anything that is not exactly a command."""
    return _commands.decode(payload)


def decode_report(payload: bytes) -> AnyReport:
    """Raises msgspec.MsgspecError with the reason for anything that is not exactly a report."""
    return _reports.decode(payload)
