"""What a real PulseAudio tells of its devices, and how soon."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from softphone.gateways.sound_devices import SoundDevices
from softphone.model.devices import DevicesSeen
from softphone.runtime.events import Events
from softphone.runtime.folders import Folders
from tests.fakes.heard import Heard
from tests.fakes.loop import on_loop
from tests.servers.headset import MICROPHONE_NAME, SPEAKER_NAME, Headset


class Watching:
    def __init__(self, folder: Path) -> None:
        self.events = Events()
        self.heard = Heard(self.events, DevicesSeen)
        self.sound = SoundDevices(Folders(folder), self.events)

    @property
    def labels(self) -> set[str]:
        return {device.label for device in self.sound.devices or ()}

    async def until(self, is_so: Callable[[], bool], seconds: float = 3.0) -> float:
        """Seconds until it was so."""
        began = time.monotonic()
        async with asyncio.timeout(seconds):
            while not is_so():  # noqa: ASYNC110 - the world outside tells nobody
                await asyncio.sleep(0.001)
        return time.monotonic() - began


@pytest.fixture
def on_this_headset(headset: Headset, monkeypatch: pytest.MonkeyPatch) -> Iterator[Headset]:
    for name, value in headset.env.items():
        monkeypatch.setenv(name, value)
    yield headset


@asynccontextmanager
async def watching(folder: Path) -> AsyncIterator[Watching]:
    opened = Watching(folder)
    opened.sound.start()
    try:
        yield opened
    finally:
        await opened.sound.close()


@on_loop
async def test_every_device_is_listed_by_the_name_people_know_and_no_monitor_is_a_microphone(
    on_this_headset: Headset, tmp_path: Path
) -> None:
    async with watching(tmp_path) as desk:
        await desk.until(lambda: bool(desk.sound.devices))
        assert desk.labels == {SPEAKER_NAME, MICROPHONE_NAME, "TV", "Webcam", "Mouth", "Room"}
        microphones = {device.label for device in desk.sound.devices or () if device.may_capture}
        assert microphones == {MICROPHONE_NAME, "Webcam"}


@on_loop
async def test_a_pulled_plug_is_seen_within_a_tenth_of_a_second(on_this_headset: Headset, tmp_path: Path) -> None:
    async with watching(tmp_path) as desk:
        await desk.until(lambda: SPEAKER_NAME in desk.labels)
        await asyncio.to_thread(on_this_headset.unplug)
        seconds = await desk.until(lambda: not {SPEAKER_NAME, MICROPHONE_NAME} & desk.labels)
        print(f"seen {seconds * 1000:.1f} ms after the plug was pulled")
        assert seconds < 0.1
        await asyncio.to_thread(on_this_headset.plug)
        await desk.until(lambda: {SPEAKER_NAME, MICROPHONE_NAME} <= desk.labels)


@on_loop
async def test_the_names_for_alsa_are_written_before_anybody_is_told(on_this_headset: Headset, tmp_path: Path) -> None:
    async with watching(tmp_path) as desk:
        file = Path(desk.sound.environment["ALSA_CONFIG_PATH"])
        written: list[bool] = []
        desk.events.subscribe(
            DevicesSeen,
            lambda event: written.append(all(d.id.name in file.read_text() for d in event.devices)),
        )
        await desk.until(lambda: bool(written))
        assert all(written)


@on_loop
async def test_with_the_sound_server_all_devices_are_lost_and_with_its_return_they_are_back(
    on_this_headset: Headset, tmp_path: Path
) -> None:
    async with watching(tmp_path) as desk:
        await desk.until(lambda: SPEAKER_NAME in desk.labels)
        on_this_headset.kill_sound_server()
        await desk.until(lambda: desk.sound.devices == ())
        on_this_headset.start()
        await desk.until(lambda: SPEAKER_NAME in desk.labels, 6.0)


@on_loop
async def test_without_pulseaudio_we_say_that_we_know_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")
    async with watching(tmp_path) as desk:
        await asyncio.sleep(0.3)
        assert desk.sound.devices is None
        assert desk.heard.all == []


@on_loop
async def test_other_systems_are_not_watched(tmp_path: Path) -> None:
    sound = SoundDevices(Folders(tmp_path), Events(), can_watch=False)
    sound.start()
    assert (sound.devices, dict(sound.environment)) == (None, {})
    await sound.close()
