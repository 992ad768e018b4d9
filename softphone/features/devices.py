"""Which headset: chosen once for each workplace, never swapped behind the agent's back.

A device that is lost takes its sound with it: nothing else is opened, the caller is held and the agent told. It comes
back by itself when the device does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from softphone.features.chosen_devices import RememberedDevices, is_always_there, looks_like_a_headset
from softphone.model.calls import Call, CallChanged, CallId
from softphone.model.devices import (
    NO_DEVICE,
    AudioDevice,
    ChosenDevices,
    DeviceName,
    DevicesChanged,
    DevicesReported,
    DevicesSeen,
    DeviceTrouble,
)
from softphone.model.problems import PhoneProblem, Problem, ProblemArose
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.ports.phone import Phone
from softphone.ports.sound import DeviceWatch
from softphone.ports.store import Settings
from softphone.runtime.background import Background
from softphone.runtime.events import Events


class Devices:
    def __init__(
        self, phone: Phone, settings_of: Callable[[], Settings | None], watch: DeviceWatch, events: Events
    ) -> None:
        self._phone = phone
        self._remembered = RememberedDevices(settings_of)
        self._watch = watch
        self._events = events
        self._reported = DevicesReported((), ChosenDevices())
        self._chosen: ChosenDevices | None = None
        self._labels: dict[DeviceName, str] = {}
        self._is_signed_in = False
        self._has_opened = False
        self._is_parked = False
        self._is_stale = False
        self._gains = (1.0, 1.0)
        self._trouble: DeviceTrouble | None = None
        self._trouble_device = ""
        self._calls: dict[CallId, Call] = {}
        self._held: set[CallId] = set()
        self._one_at_a_time = asyncio.Lock()
        self._work = Background()
        events.subscribe(SignInChanged, self._note_sign_in)
        events.subscribe(DevicesSeen, lambda _: self._note_seen())
        events.subscribe(DevicesReported, self._note_reported)
        events.subscribe(CallChanged, lambda event: self._note_call(event.call))

    @property
    def devices(self) -> tuple[AudioDevice, ...]:
        seen = self._watch.devices
        return self._reported.devices if seen is None else seen

    async def open(self) -> None:
        """Use what this workplace remembers; on the first day the system's headset, if there is one."""
        gains = await self._remembered.levels()
        self._chosen, self._labels = await self._remembered.devices()
        if self._watch.devices is None or self._is_stale:
            await self._asking(self._phone.list_devices)
        if gains != self._gains and await self._asking(partial(self._phone.set_levels, *gains)):
            self._gains = gains
        self._has_opened = True
        await self._use()

    async def choose(self, microphone: DeviceName, speaker: DeviceName) -> None:
        """Use these from now on, also in a running call; ProblemArose when they cannot be used."""
        chosen = ChosenDevices(microphone, speaker)
        if not await self._apply(chosen):
            await self._go_back()
            return
        self._chosen = chosen
        self._labels = self._labels_of(chosen)
        await self._keeping(self._remembered.keep_devices(chosen, self._labels))
        await self._look()

    async def refresh(self) -> None:
        """Look again: for systems where nobody tells us of a plug."""
        await self._asking(self._phone.list_devices)

    async def set_levels(self, microphone: float, speaker: float) -> None:
        """Gains, 1.0 = unchanged, 0 to 4."""
        if await self._asking(partial(self._phone.set_levels, microphone, speaker)):
            self._gains = (microphone, speaker)
            await self._keeping(self._remembered.keep_levels(microphone, speaker))

    # ------------------------------------------------------------ what happens

    def _note_sign_in(self, event: SignInChanged) -> None:
        if event.step is SignInStep.SIGNED_IN and not self._is_signed_in:
            self._is_signed_in = True
            self._work.start(self.open())
        elif event.step is SignInStep.SIGNED_OUT:
            self._is_signed_in, self._has_opened, self._chosen = False, False, None

    def _note_seen(self) -> None:
        """Who is signed in sooner than the devices are seen, or plugs in later, has a first day, too."""
        self._is_stale = True
        is_first = self._has_opened and self._chosen is None
        self._work.start(self._use() if is_first else self._look())

    def _note_reported(self, event: DevicesReported) -> None:
        self._reported = event
        if event.trouble is not None:
            self._trouble, self._trouble_device = event.trouble, self._label_of(event.trouble_device)
        if event.trouble is DeviceTrouble.LOST and not self._is_parked:
            self._work.start(self._park(self._trouble_device))
        elif self._watch.devices is None:
            self._work.start(self._look())
        else:
            self._tell()

    def _note_call(self, call: Call) -> None:
        if call.service:
            return
        if call.is_over:
            self._calls.pop(call.id, None)
            self._held.discard(call.id)
            return
        was_talking = call.id in self._calls and self._calls[call.id].is_talking
        self._calls[call.id] = call
        if self._is_parked and call.is_talking and not was_talking:
            self._work.start(self._hold_all())

    # ------------------------------------------------------------ how

    async def _use(self) -> None:
        if self._chosen is None and (first := self._first_choice()):
            self._chosen, self._labels = first, self._labels_of(first)
        if self._chosen and not self._missing() and self._reported.chosen != self._chosen:
            await self._apply(self._chosen)
        await self._look()

    def _first_choice(self) -> ChosenDevices | None:
        """Nothing was ever chosen: only what is surely a headset is used unasked, never a loudspeaker in a room."""
        microphone = next((d.id for d in self.devices if d.may_capture and looks_like_a_headset(d)), None)
        speaker = next((d.id for d in self.devices if d.may_play and looks_like_a_headset(d)), None)
        return ChosenDevices(microphone, speaker) if microphone and speaker else None

    async def _look(self) -> None:
        """Compare what is chosen with what is there, and do what follows."""
        missing = self._missing()
        if missing and not self._is_parked:
            await self._park(self._label(missing[0]))
        elif not missing and self._is_parked and self._chosen is not None:
            await self._unpark(self._chosen)
            return
        elif self._chosen is None and self._has_opened:
            self._trouble, self._trouble_device = DeviceTrouble.NOT_THERE, ""
        if self._is_stale and not self._calls:
            self._is_stale = not await self._asking(self._phone.list_devices)
        self._tell()

    def _missing(self) -> list[DeviceName]:
        if self._chosen is None:
            return []
        there = {device.id for device in self.devices}
        both = (self._chosen.speaker, self._chosen.microphone)
        return [name for name in both if not is_always_there(name) and name not in there]

    async def _park(self, device: str) -> None:
        self._is_parked = True
        in_call = any(call.is_talking for call in self._calls.values())
        self._trouble = DeviceTrouble.LOST if in_call else DeviceTrouble.NOT_THERE
        self._trouble_device = device
        await self._asking(partial(self._phone.park_sound, device))
        self._tell()
        await self._hold_all()

    async def _unpark(self, chosen: ChosenDevices) -> None:
        if await self._apply(chosen):
            # It may have gone again while it was being opened.
            await self._look()

    async def _apply(self, chosen: ChosenDevices) -> bool:
        async with self._one_at_a_time:
            if self._is_stale:
                self._is_stale = not await self._asking(self._phone.list_devices)
            self._trouble = None
            if not await self._asking(partial(self._phone.choose_devices, chosen)):
                self._name_trouble(chosen)
                return False
            self._is_parked, self._trouble, self._trouble_device = False, None, ""
            await self._resume_held()
            return True

    def _name_trouble(self, chosen: ChosenDevices) -> None:
        """Unless the telephone has said meanwhile which one is at fault."""
        if self._trouble is None:
            self._trouble, self._trouble_device = DeviceTrouble.WILL_NOT_OPEN, self._label(chosen.speaker)

    async def _go_back(self) -> None:
        """What was chosen cannot be used: the caller goes on hearing us through what was used before."""
        trouble, device = self._trouble, self._trouble_device
        if self._chosen is not None and not self._missing():
            await self._apply(self._chosen)
        self._trouble, self._trouble_device = trouble, device
        self._tell()

    async def _hold_all(self) -> None:
        for call in tuple(self._calls.values()):
            if call.may_hold and call.id not in self._held:
                self._held.add(call.id)
                await self._asking(partial(self._phone.hold, call.id))

    async def _resume_held(self) -> None:
        """Only the one that we held, and only when the agent has not taken up another one meanwhile."""
        held, self._held = self._held, set()
        for call_id in held:
            call = self._calls.get(call_id)
            is_free = not any(other.may_hold for other in self._calls.values())
            if call is not None and call.may_resume and is_free:
                await self._asking(partial(self._phone.resume, call_id))

    async def _asking(self, ask: Callable[[], Awaitable[None]]) -> bool:
        try:
            await ask()
        except PhoneProblem as problem:
            self._events.publish(ProblemArose(problem, "devices"))
            return False
        return True

    async def _keeping(self, keep: Awaitable[None]) -> None:
        try:
            await keep
        except Problem as problem:
            self._events.publish(ProblemArose(problem, "devices"))

    def _labels_of(self, chosen: ChosenDevices) -> dict[DeviceName, str]:
        return {name: self._label(name) for name in (chosen.microphone, chosen.speaker)}

    def _label(self, name: DeviceName) -> str:
        found = next((device.label for device in self.devices if device.id == name), "")
        return found or self._labels.get(name, "") or name.name

    def _label_of(self, told: str) -> str:
        """The telephone knows only its driver's names."""
        labels = {device.id.name: device.label for device in self.devices}
        remembered = {name.name: label for name, label in self._labels.items()}
        return labels.get(told) or remembered.get(told) or told

    def _tell(self) -> None:
        chosen = self._chosen or ChosenDevices(NO_DEVICE, NO_DEVICE)
        labels = self._label(chosen.microphone), self._label(chosen.speaker)
        trouble = self._trouble, self._trouble_device
        self._events.publish(DevicesChanged(self.devices, chosen, *trouble, *self._gains, *labels))
