"""A virtual headset on a PulseAudio of the tests' own, beside a television and a webcam that must not be taken for it.

What a program plays to "Headset speaker" can be recorded, what is spoken into the headset comes out of "Headset
microphone", and unplugging removes both, as pulling the cable does.
"""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.servers.run_folder import make_run_folder
from tests.servers.server_process import ServerProcess, tail
from tests.servers.speech import Recording, read_raw, write_wav

SPEAKER = "headset_out"
MICROPHONE = "headset_mic"
SPEAKER_NAME = "Headset speaker"
MICROPHONE_NAME = "Headset microphone"

_RATE = 16000
# A player with little in hand stutters as soon as the machine is busy.
_UNHURRIED = "--latency-msec=200"
# With norewinds a sink works in pieces of 50 ms, not of 2 s: who begins to listen hears at once.
_SINK = ("module-null-sink", "norewinds=1")
_SPEAKER_MODULE = (
    *_SINK,
    f"sink_name={SPEAKER}",
    f"sink_properties=\"device.description='{SPEAKER_NAME}'\"",
)
_MICROPHONE_MODULE = (
    "module-remap-source",
    "master=mic_feed.monitor",
    f"source_name={MICROPHONE}",
    f"source_properties=\"device.description='{MICROPHONE_NAME}'\"",
)
_OTHERS = (
    (*_SINK, "sink_name=mic_feed", "sink_properties=device.description=Mouth"),
    (*_SINK, "sink_name=TV", "sink_properties=device.description=TV"),
    (*_SINK, "sink_name=webcam_feed", "sink_properties=device.description=Room"),
    (
        "module-remap-source",
        "master=webcam_feed.monitor",
        "source_name=Webcam",
        "source_properties=device.description=Webcam",
    ),
)
_ALSA = """\
</usr/share/alsa/alsa.conf>
pcm.headset_speaker { type pulse device "headset_out" hint { show on description "Headset speaker" } }
pcm.headset_microphone { type pulse device "headset_mic" hint { show on description "Headset microphone" } }
pcm.tv { type pulse device "TV" hint { show on description "TV" } }
pcm.webcam { type pulse device "Webcam" hint { show on description "Webcam" } }
"""


class Speech:
    """Something that is being said into a microphone."""

    def __init__(self, player: ServerProcess, log: Path) -> None:
        self._player = player
        self._log = log

    def wait(self, seconds: float = 30.0) -> None:
        """Until it has been said; `RuntimeError` when it could not be."""
        if self._player.wait(seconds):
            raise RuntimeError(f"paplay failed:\n{tail(self._log)}")

    def stop(self) -> None:
        self._player.end()


class Ear:
    """Listens from its making to `stop`; `recording` is what it has heard so far, and all of it afterwards."""

    def __init__(self, recorder: ServerProcess, file: Path) -> None:
        self._recorder = recorder
        self._file = file
        self._heard: Recording | None = None
        recorder.wait_until(lambda: file.exists() and file.stat().st_size > 0)

    @property
    def recording(self) -> Recording:
        return self._heard or read_raw(self._file, _RATE)

    def stop(self) -> None:
        self._recorder.end()
        self._heard = self.recording


class Headset:
    """`env` makes a child process (and its ALSA) use this PulseAudio; `alsa_config` is the file it names."""

    def __init__(self) -> None:
        self.folder = make_run_folder("headset")
        self.alsa_config = self.folder / "alsa.conf"
        self.alsa_config.write_text(_ALSA)
        self.log = self.folder / "log"
        self._daemon: ServerProcess | None = None
        self._modules: list[str] = []

    @property
    def env(self) -> Mapping[str, str]:
        return {
            "XDG_RUNTIME_DIR": str(self.folder),
            "PULSE_RUNTIME_PATH": str(self.folder / "pulse"),
            "PULSE_STATE_PATH": str(self.folder / "state"),
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "PULSE_SERVER": f"unix:{self.folder}/pulse/native",
            "PULSE_CLIENTCONFIG": str(self.folder / "client.conf"),
            "ALSA_CONFIG_PATH": str(self.alsa_config),
        }

    # ------------------------------------------------------------ life

    def start(self) -> None:
        (self.folder / "pulse").mkdir(mode=0o700, exist_ok=True)
        (self.folder / "client.conf").write_text("autospawn = no\nenable-shm = no\n")
        self._daemon = ServerProcess(
            [
                *("pulseaudio", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes"),
                *("--high-priority=yes", "--realtime=no", "--log-target=stderr", "-n"),
                *("-L", f"module-native-protocol-unix socket={self.folder}/pulse/native auth-cookie-enabled=no"),
            ],
            log=self.log,
            env={**self.env, "DBUS_SESSION_BUS_ADDRESS": "disabled:", "DBUS_SYSTEM_BUS_ADDRESS": "disabled:"},
        )
        self._daemon.wait_until(self._answers)
        self._modules = []
        for module in _OTHERS:
            self._pactl("load-module", *module)
        self.plug()

    def close(self) -> None:
        if self._daemon:
            self._daemon.end()
            self._daemon = None
        shutil.rmtree(self.folder)

    def kill_sound_server(self) -> None:
        """As when PulseAudio itself crashes."""
        if self._daemon:
            self._daemon.kill()
            self._daemon = None

    @property
    def is_running(self) -> bool:
        return self._daemon is not None and self._daemon.is_running

    # ------------------------------------------------------------ the cable

    def plug(self) -> None:
        if not self.is_plugged:
            self._modules = [self._pactl("load-module", *module) for module in (_SPEAKER_MODULE, _MICROPHONE_MODULE)]
            self.use_by_default(SPEAKER, MICROPHONE)

    def unplug(self) -> None:
        for module in self._modules:
            self._pactl("unload-module", module)
        self._modules = []

    @property
    def is_plugged(self) -> bool:
        return bool(self._modules)

    def use_by_default(self, sink: str, source: str) -> None:
        """What programs get that ask for no device in particular."""
        self._pactl("set-default-sink", sink)
        self._pactl("set-default-source", source)

    def players(self) -> list[str]:
        """The sinks that programs play to now, one entry a stream."""
        return self._streams("sink-inputs", "sinks")

    def recorders(self) -> list[str]:
        """The sources that programs record from now, one entry a stream; our own ears and the daemon's included."""
        return self._streams("source-outputs", "sources")

    # ------------------------------------------------------------ mouth and ear

    def speak(self, recording: Recording, into: str = "mic_feed") -> None:
        """Say it into the microphone ("webcam_feed": into the webcam) and return when it has been said."""
        with self.speaking(recording, into) as said:
            said.wait()

    @contextlib.contextmanager
    def speaking(self, recording: Recording, into: str = "mic_feed") -> Iterator["Speech"]:
        """Say it while the block runs; it is cut off at the block's end unless `wait` was called."""
        file = self._new_file("said.wav")
        write_wav(file, recording)
        speech = Speech(self._client("paplay", _UNHURRIED, f"--device={into}", str(file)), self.log)
        try:
            yield speech
        finally:
            speech.stop()
            file.unlink()

    def record(self, seconds: float, of: str = SPEAKER) -> Recording:
        with self.recording(of) as ear:
            time.sleep(seconds)
        return ear.recording

    @contextlib.contextmanager
    def recording(self, of: str = SPEAKER) -> Iterator["Ear"]:
        """Record what is played to a sink; it listens already when the block begins."""
        file = self._new_file("heard.raw")
        form = ("--raw", "--format=s16le", f"--rate={_RATE}", "--channels=1")
        ear = Ear(self._client("parecord", "--latency-msec=20", f"--device={of}.monitor", *form, str(file)), file)
        try:
            yield ear
        finally:
            ear.stop()
            file.unlink()

    # ------------------------------------------------------------

    def _client(self, program: str, *arguments: str) -> ServerProcess:
        return ServerProcess([program, *arguments], log=self.log, env=self.env)

    def _new_file(self, name: str) -> Path:
        return self.folder / f"{time.monotonic_ns()}-{name}"

    def _pactl(self, *arguments: str) -> str:
        """The answer; `RuntimeError` with what pactl says."""
        done = subprocess.run(
            ["pactl", *arguments], env={**os.environ, **self.env}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"pactl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def _answers(self) -> bool:
        with contextlib.suppress(RuntimeError):
            return bool(self._pactl("info"))
        return False

    def _streams(self, kind: str, devices: str) -> list[str]:
        names = dict(line.split("\t")[:2] for line in self._pactl("list", "short", devices).splitlines())
        lines = self._pactl("list", "short", kind).splitlines()
        return [names.get(line.split("\t")[1], "") for line in lines]
