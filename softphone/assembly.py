"""Builds each feature and gateway once, joins them, and closes them in reverse. No Qt."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from softphone.features.availability import Availability
from softphone.features.calls import Calls
from softphone.features.devices import Devices
from softphone.features.history import History
from softphone.features.line_opening import LineOpening
from softphone.features.notes import Notes
from softphone.features.phone_line import PhoneLine
from softphone.features.practice_sound import PracticeSound
from softphone.features.queue_membership import QueueMembership
from softphone.features.sign_in import SignIn
from softphone.gateways.engine_phone import EnginePhone
from softphone.gateways.engine_process import EngineProcess
from softphone.gateways.file_secrets import FileSecrets
from softphone.gateways.https_workplace import HttpsWorkplace
from softphone.gateways.keyring_secrets import KeyringSecrets, service_of
from softphone.gateways.phone_numbers import PhoneNumbers
from softphone.gateways.practice_centre import PracticeProcess
from softphone.gateways.remembered_workplaces import FileWorkplaces
from softphone.gateways.sound_devices import SoundDevices
from softphone.gateways.sqlcipher_store.opener import SqlcipherOpener
from softphone.model.notes import NoteFinished
from softphone.model.practice import PracticeProblem
from softphone.model.problems import SignInProblem
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.ports.sign_in import SecretStore
from softphone.ports.store import Store
from softphone.runtime.background import Background
from softphone.runtime.clock import SystemClock
from softphone.runtime.events import Events
from softphone.runtime.folders import Folders
from softphone.runtime.resources import resources

LEAVE_SECONDS = 5.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Launch:
    """How the program was started."""

    folders: Folders
    ca_file: Path | None = None
    """PEM file of certificate authorities to trust besides the system's."""
    scenario: str | None = None
    """Practise this one: secrets stay in the profile's folder, not in the system's key store."""
    restart_command: tuple[str, ...] = ()
    """With which the engine starts the window again when it dies."""


class Assembly:
    """Everything an agent can do, ready for a window or for the autopilot. Made before the loop runs."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self.events = events = Events()
        self.clock = clock = SystemClock()
        self.sound = SoundDevices(launch.folders, events)
        self.engine = EngineProcess(launch.folders, self.sound.environment)
        self.phone = EnginePhone(self.engine, events, clock, launch.restart_command)
        self.numbers = PhoneNumbers(self._country)
        self.calls = Calls(self.phone, self.numbers, events, clock)
        self.availability = Availability(events, clock, self._store)
        self.queue = QueueMembership(self.phone, events, clock)
        self.line = PhoneLine(self.phone, events)
        self.devices = Devices(self.phone, self._store, self.sound, events)
        self.notes = Notes(self._store, self.numbers, events, clock)
        self.history = History(self._store, self.numbers, events, clock)
        self.sign_in = self._make_sign_in()
        self._opening = LineOpening(
            self.line,
            events,
            settings_of=self._store,
            password_of=lambda: self.sign_in.password,
            folder_of=self._folder,
            ca_file=launch.ca_file,
        )
        self.practice = None if launch.scenario is None else self._make_practice(launch.scenario)
        self._leaving = (
            self.notes.leave,
            self.queue.leave,
            self.line.close,
            self.history.flush,
            self.availability.written,
        )
        self._work = Background()
        self._join()

    def begin(self) -> None:
        """Start the engine's process: first of all, so that it starts up while the window does."""
        self.engine.begin()

    async def start(self, rejoins: bool = False) -> None:
        """On the loop: meet the engine, watch the devices, sign in who stays signed in, or who practises."""
        await self.open()
        try:
            await self._enter(rejoins)
        except PracticeProblem as problem:
            self.events.publish(SignInChanged(SignInStep.SIGNED_OUT, problem=problem))
        except Exception:
            # Whatever it was: the window waits for the end of the start, and the agent for a form to sign in.
            log.exception("nobody could be signed in")
            self.events.publish(SignInChanged(SignInStep.SIGNED_OUT, problem=SignInProblem()))

    async def open(self) -> None:
        """Meet the engine and watch the devices; nobody is signed in."""
        self.phone.start()
        self.sound.start()

    async def close(self) -> None:
        """The agent closes the window: nothing typed is lost, the queue and the registrar forget us, all ends."""
        if self.sign_in.store is not None:
            for work in self._leaving:
                await _tried(work)
        await self.phone.leave()
        await self._end()

    async def sever(self) -> None:
        """The window closes for a moment: the engine keeps the line and its calls."""
        await self.notes.flush()
        await self.phone.sever()
        await self._end()

    async def _enter(self, rejoins: bool) -> None:
        """`rejoins`: the window before us died; the engine has its line and its calls still."""
        facts = await self.practice.start() if self.practice else None
        if rejoins:
            await self.sign_in.rejoin()
        elif facts:
            await self.sign_in.sign_in(facts.address, facts.agent_id, facts.password, stay_signed_in=True)
        else:
            await self.sign_in.resume()

    async def _end(self) -> None:
        await self.sign_in.close()
        if self.practice:
            await self.practice.stop()
        await self.sound.close()
        await self._work.close()

    def _make_sign_in(self) -> SignIn:
        folders = self.launch.folders
        return SignIn(
            HttpsWorkplace(self.launch.ca_file),
            self._secrets(),
            FileWorkplaces(folders.profile / "workplaces.json"),
            SqlcipherOpener(folders.workplace),
            self.events,
            self.clock,
            lambda: bool(self.calls.calls),
        )

    def _secrets(self) -> SecretStore:
        profile = self.launch.folders.profile
        if self.launch.scenario is not None:
            return FileSecrets(profile / "practice-secrets.json")
        return KeyringSecrets(lambda: service_of(profile))

    def _make_practice(self, scenario: str) -> PracticeProcess:
        folders = self.launch.folders
        voice = resources() / "practice" / "voices" / "anna-greeting.wav"
        PracticeSound(self.devices, self.events, voice, folders.profile / "heard.wav")
        return PracticeProcess(folders.profile, scenario, folders.logs)

    def _join(self) -> None:
        for work in self._leaving:
            self.sign_in.leave_with(work)
        self.events.subscribe(NoteFinished, self._note_finished)

    def _note_finished(self, event: NoteFinished) -> None:
        if event.is_last:
            self._work.start(self.availability.finish_wrap_up())

    def _store(self) -> Store | None:
        return self.sign_in.store

    def _folder(self) -> Path:
        assert self.sign_in.login is not None
        return self.launch.folders.workplace(self.sign_in.login.key)

    def _country(self) -> str:
        profile = self.sign_in.profile
        return profile.workplace.country if profile else ""


async def _tried(work: Callable[[], Awaitable[object]]) -> None:
    """Whatever fails at the very end keeps neither the caller on the line nor the registrar believing in us."""
    try:
        await asyncio.wait_for(work(), LEAVE_SECONDS)
    except Exception:
        log.exception("closing: one piece of work failed")
