"""One Asterisk on ports and in a folder of its own."""

import contextlib
import re
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.servers.asterisk.configuration import Configuration, Ports
from tests.servers.asterisk.facts import Channel, Contact, MemberStatus, QueueMember
from tests.servers.asterisk.manager_interface import ManagerInterface, ManagerRefused, Packet
from tests.servers.asterisk.prefix import fetched
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.ports import PortBlock
from tests.servers.run_folder import make_run_folder
from tests.servers.server_process import ServerProcess, tail

QUEUES = ("support", "sales")


class Asterisk:
    """Agents are "101" to "109" with the passwords `password(agent)`; 104 must use SRTP. Numbers: see README.md."""

    def __init__(self, certificates: Certificates | None = None) -> None:
        self.folder = make_run_folder("asterisk")
        self.certificates = certificates or make_certificates(self.folder / "certificates")
        self._block = PortBlock()
        self.ports = Ports.of(self._block.ports)
        self._configuration = Configuration(self.folder, fetched(), self.ports, self.certificates)
        self._configuration.write()
        self._process: ServerProcess | None = None
        self._manager = ManagerInterface(self.ports.http, "admin", "admin-secret")

    # ------------------------------------------------------------ life

    def start(self) -> None:
        """Returns when Asterisk is fully booted; about 1 s."""
        (self.folder / "run/asterisk.ctl").unlink(missing_ok=True)
        self.log.unlink(missing_ok=True)
        # The host's openssl.cnf belongs to another OpenSSL.
        self._process = ServerProcess(
            fetched().command("-C", str(self._etc), "-f"),
            log=self.folder / "log/stdout",
            env={"OPENSSL_CONF": "/dev/null"},
        )
        self._process.wait_until((self.folder / "run/asterisk.ctl").is_socket)
        self._process.wait_until(self._is_booted)
        # Asterisk goes on without a port that it could not have.
        if "Address already in use" in self.log.read_text(errors="replace"):
            self.stop()
            raise RuntimeError(f"a port of {self.ports} is taken:\n{tail(self.log)}")

    def stop(self) -> None:
        if self._process:
            self._process.end()
            self._process = None

    def restart(self, *, forget_registrations: bool = False) -> None:
        """On the same ports. Calls and queue members are lost; registrations stay unless told otherwise."""
        self.stop()
        if forget_registrations:
            (self.folder / "lib/astdb.sqlite3").unlink(missing_ok=True)
        self.start()

    def kill(self) -> None:
        """As a power cut would: no BYE, no TCP close from the program."""
        self._running.kill()
        self._process = None

    def freeze(self) -> None:
        """Nothing answers any more, though ports stay open."""
        self._running.freeze()

    def thaw(self) -> None:
        self._running.thaw()

    def revive(self) -> None:
        """Whatever was done to it, it runs again."""
        if self._process and self._process.is_running:
            self.thaw()
        else:
            self.start()

    def close(self) -> None:
        """End it at once, without a word to the phones, and remove its folder."""
        if self._process:
            self.kill()
        self._manager.close()
        self._block.release()
        shutil.rmtree(self.folder)

    @property
    def pid(self) -> int:
        return self._running.pid

    @property
    def log(self) -> Path:
        """Asterisk's own log, with every SIP message and milliseconds."""
        return self.folder / "log/full"

    @staticmethod
    def password(agent: str) -> str:
        return f"sip-{agent}"

    # ------------------------------------------------------------ facts

    def cli(self, command: str) -> str:
        """What Asterisk's console prints for a command."""
        return self._manager.run(command)

    def channels(self) -> int:
        return len(self.channel_list())

    def channel_list(self) -> list[Channel]:
        return [_channel(packet) for packet in self._manager.events("CoreShowChannel", "CoreShowChannels")]

    def contacts(self, agent: str) -> list[Contact]:
        """Where the agent's phones are registered now."""
        try:
            packets = self._manager.events("ContactList", "PJSIPShowContacts")
        except ManagerRefused:  # that is how it says "none at all"
            return []
        return [Contact(agent, packet["Uri"]) for packet in packets if packet["Endpoint"] == agent]

    def queue_members(self, queue: str) -> list[QueueMember]:
        return [_member(packet) for packet in self._manager.events("QueueMember", "QueueStatus", queue=queue)]

    def callers_waiting(self, queue: str) -> int:
        return len(self._manager.events("QueueEntry", "QueueStatus", queue=queue))

    def digits_heard(self, agent: str) -> str:
        """What 603 read from this agent last; empty when nothing."""
        found = re.search(r"Value: (\S*)", self.cli(f"database get digits {agent}"))
        return found[1] if found else ""

    def heard(self, who: str) -> Path:
        """What 610 heard from an agent ("101") or an outside caller ("customer"): raw 16 bit, 16 kHz, mono.

        The newest recording, complete only when that call is over; `FileNotFoundError` when there is none.
        """
        found = sorted(self.folder.glob(f"heard/{who}-*.sln16"), key=lambda file: file.stat().st_mtime_ns)
        if not found:
            raise FileNotFoundError(f"no recording of what was heard from {who}")
        return found[-1]

    # ------------------------------------------------------------ doing

    def call_from_customer(
        self, extension: str, *, number: str = "+46701234567", name: str = "", speech: str = "customer"
    ) -> "Customer":
        """A customer, played by the PBX, calls an agent, a queue or a service; speaks once answered ("": is silent)."""
        unique_id = f"customer-{uuid.uuid4().hex[:12]}"
        self.originate(
            f"Local/{extension}@customers/n",
            Context="customer-voice",
            Exten="s",
            Priority="1",
            CallerID=f'"{name}" <{number}>',
            Variable=[f"SPEECH={speech}"],
            Codecs="slin16",
            Timeout="120000",
            ChannelId=unique_id,
            OtherChannelId=f"{unique_id}-2",
        )
        return Customer(self, unique_id)

    def ring(self, agent: str, headers: dict[str, str] | None = None, number: str = "+46701234567") -> None:
        """Call an agent's phone directly with headers of one's own; who answers hears an echo."""
        self.originate(
            f"PJSIP/{agent}",
            Application="Echo",
            CallerID=f"<{number}>",
            Variable=[f"PJSIP_HEADER(add,{key})={value}" for key, value in (headers or {}).items()],
        )

    def originate(self, channel: str, **fields: str | list[str]) -> None:
        """AMI's Originate, not waited for."""
        self._manager.ask("Originate", Channel=channel, Async="true", **fields)

    def join_queue(self, agent: str, queue: str = "support") -> None:
        self._manager.ask("QueueAdd", Queue=queue, Interface=f"PJSIP/{agent}", MemberName=f"Agent {agent}")

    def leave_queue(self, agent: str, queue: str = "support") -> None:
        self._manager.ask("QueueRemove", Queue=queue, Interface=f"PJSIP/{agent}")

    def hang_up(self, channel: str) -> None:
        """One channel by its name, or several by a pattern between slashes ("/^PJSIP.101-/")."""
        self._manager.ask("Hangup", Channel=channel)

    def add_speech(self, name: str, recording: Path) -> None:
        """Make a WAV (8 or 16 kHz, mono, 16 bit) known as `speech=name`."""
        self._configuration.add_speech(name, recording)

    def reset(self) -> None:
        """As after a fresh start: no calls, no queue members, no registrations, no recordings."""
        if self.channels():
            self.cli("channel request hangup all")
            self.wait_until(lambda: self.channels() == 0)
        for queue in QUEUES:
            for member in self.queue_members(queue):
                self.leave_queue(member.agent, queue)
        self.cli("database deltree registrar")
        self.cli("database deltree digits")
        for recording in self.folder.glob("heard/*"):
            recording.unlink()

    def wait_until(self, condition: Callable[[], bool], seconds: float = 5.0) -> None:
        """Look every 10 ms; `AssertionError` with the log's end when it does not come true."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s; Asterisk's log ends with:\n{tail(self.log)}")
            time.sleep(0.01)

    # ------------------------------------------------------------

    @property
    def _etc(self) -> Path:
        return self.folder / "etc/asterisk.conf"

    @property
    def _running(self) -> ServerProcess:
        if self._process is None:
            raise RuntimeError("Asterisk is not running")
        return self._process

    def _is_booted(self) -> bool:
        answer = subprocess.run(
            fetched().command("-C", str(self._etc), "-rx", "core waitfullybooted"),
            env={"OPENSSL_CONF": "/dev/null"},
            capture_output=True,
            text=True,
            check=False,
        )
        return "fully booted" in answer.stdout and self._answers_http()

    def _answers_http(self) -> bool:
        with contextlib.suppress(httpx.TransportError):
            return bool(self._manager.ask("Ping"))
        return False


class Customer:
    """A caller that `Asterisk.call_from_customer` made."""

    def __init__(self, asterisk: Asterisk, unique_id: str) -> None:
        self._asterisk = asterisk
        self.unique_id = unique_id

    @property
    def is_on_the_line(self) -> bool:
        return self._channel() is not None

    @property
    def has_been_answered(self) -> bool:
        channel = self._channel()
        return channel is not None and channel.state == "Up"

    @property
    def heard(self) -> Path:
        """What the customer heard (raw 16 bit, 16 kHz, mono), complete once the call is over."""
        return self._asterisk.folder / f"heard/{self.unique_id}.sln16"

    def hang_up(self) -> None:
        channel = self._channel()
        if channel:
            self._asterisk.hang_up(channel.name)

    def _channel(self) -> Channel | None:
        channels = self._asterisk.channel_list()
        return next((channel for channel in channels if channel.unique_id == self.unique_id), None)


def _channel(packet: Packet) -> Channel:
    return Channel(
        packet["Channel"],
        packet["Uniqueid"],
        packet["ChannelStateDesc"],
        packet["Exten"],
        packet.get("Application", ""),
        packet.get("BridgeId", ""),
    )


def _member(packet: Packet) -> QueueMember:
    return QueueMember(
        packet["Location"].removeprefix("PJSIP/"),
        MemberStatus(int(packet["Status"])),
        packet["Paused"] == "1",
        packet["PausedReason"],
        int(packet["CallsTaken"]),
    )
