"""The headset: chosen once, never swapped, and a customer's voice never falls to loudspeakers."""

from __future__ import annotations

import json

import pytest

from softphone.features.chosen_devices import looks_like_a_headset
from softphone.features.devices import Devices
from softphone.model.calls import CallId
from softphone.model.devices import (
    NO_DEVICE,
    ChosenDevices,
    DeviceName,
    DevicesChanged,
    DevicesReported,
    DeviceTrouble,
)
from softphone.model.problems import CommandRefused, DiskFull, PhoneGone, ProblemArose
from softphone.runtime.events import Events
from tests.fakes.clock import FakeClock
from tests.fakes.heard import Heard
from tests.fakes.kept import FakeSettings
from tests.fakes.loop import on_loop, settle
from tests.fakes.phone import FakePhone
from tests.fakes.profiles import signed_in
from tests.fakes.watch import FakeWatch, microphone, speaker

EAR = speaker("ear", "Jabra Evolve2 headset")
MOUTH = microphone("mouth", "Jabra Evolve2 headset microphone")
TV = speaker("tv", "LG TV (HDMI)")
WEBCAM = microphone("webcam", "Webcam")
HEADSET = ChosenDevices(MOUTH.id, EAR.id)
REMEMBERED = json.dumps({"microphone": ["ALSA", "mouth", "Jabra mic"], "speaker": ["ALSA", "ear", "Jabra"]})


class Desk:
    def __init__(self, *there: object, remembered: str = REMEMBERED, can_watch: bool = True) -> None:
        self.events = Events()
        self.phone = FakePhone(self.events, FakeClock())
        self.settings = FakeSettings(devices=remembered)
        self.watch = FakeWatch(self.events, *there, can_watch=can_watch)  # type: ignore[arg-type]
        self.devices = Devices(self.phone, lambda: self.settings, self.watch, self.events)
        self.heard = Heard(self.events, DevicesChanged, ProblemArose)

    @property
    def told(self) -> DevicesChanged:
        return self.heard.last(DevicesChanged)

    @property
    def chosen(self) -> list[ChosenDevices]:
        return [command[1] for command in self.phone.commands("choose_devices")]

    async def signs_in(self) -> None:
        self.events.publish(signed_in())
        await settle()

    async def talks(self) -> CallId:
        call = self.phone.rings()
        await self.phone.answer(call.id)
        await settle()
        return call.id

    async def sees(self, *devices: object) -> None:
        self.watch.sees(*devices)  # type: ignore[arg-type]
        await settle()


@on_loop
async def test_what_the_workplace_remembers_is_used_whatever_the_order_of_devices() -> None:
    desk = Desk(TV, WEBCAM, MOUTH, EAR)
    await desk.signs_in()
    assert desk.chosen == [HEADSET]
    assert (desk.told.chosen, desk.told.trouble) == (HEADSET, None)


@on_loop
async def test_a_chosen_device_that_is_missing_at_start_is_named_and_nothing_else_is_used() -> None:
    desk = Desk(TV, WEBCAM)
    await desk.signs_in()
    assert desk.chosen == []
    assert (desk.told.trouble, desk.told.trouble_device) == (DeviceTrouble.NOT_THERE, "Jabra")
    assert (desk.told.microphone_label, desk.told.speaker_label) == ("Jabra mic", "Jabra")
    assert desk.phone.commands("park_sound") == [("park_sound", "Jabra")]


@on_loop
async def test_on_the_first_day_a_headset_is_used_and_said() -> None:
    desk = Desk(TV, WEBCAM, MOUTH, EAR, remembered="")
    await desk.signs_in()
    assert desk.told.chosen == HEADSET


@on_loop
async def test_a_headset_that_is_seen_after_the_sign_in_is_used_on_the_first_day_too() -> None:
    desk = Desk(TV, WEBCAM, remembered="")
    await desk.signs_in()
    before = desk.told
    assert before.trouble is DeviceTrouble.NOT_THERE
    await desk.sees(TV, WEBCAM, MOUTH, EAR)
    assert desk.chosen == [HEADSET]
    assert (desk.told.chosen, desk.told.trouble) == (HEADSET, None)


@on_loop
async def test_a_headset_of_the_first_day_is_lost_by_the_name_that_people_know() -> None:
    desk = Desk(TV, WEBCAM, MOUTH, EAR, remembered="")
    await desk.signs_in()
    await desk.talks()
    await desk.sees(TV, WEBCAM)
    assert (desk.told.trouble, desk.told.trouble_device) == (DeviceTrouble.LOST, EAR.label)


@on_loop
async def test_before_the_sign_in_nothing_is_missed() -> None:
    desk = Desk(TV, remembered="")
    await desk.sees(TV, WEBCAM)
    assert desk.told.trouble is None
    await desk.signs_in()
    assert desk.told.trouble is DeviceTrouble.NOT_THERE


@on_loop
async def test_on_the_first_day_loudspeakers_are_never_used_unasked() -> None:
    desk = Desk(TV, WEBCAM, remembered="")
    await desk.signs_in()
    assert desk.chosen == []
    assert (desk.told.chosen, desk.told.trouble) == (ChosenDevices(NO_DEVICE, NO_DEVICE), DeviceTrouble.NOT_THERE)


@on_loop
async def test_a_choice_is_remembered_by_driver_and_name() -> None:
    desk = Desk(TV, WEBCAM, MOUTH, EAR, remembered="")
    await desk.signs_in()
    await desk.devices.choose(WEBCAM.id, TV.id)
    kept = json.loads(desk.settings.kept["devices"])
    assert kept == {"microphone": ["ALSA", "webcam", "Webcam"], "speaker": ["ALSA", "tv", "LG TV (HDMI)"]}
    assert desk.told.chosen == ChosenDevices(WEBCAM.id, TV.id)


@on_loop
async def test_a_choice_that_is_refused_is_told_and_not_remembered() -> None:
    desk = Desk(MOUTH, EAR)
    await desk.signs_in()
    desk.phone.failing["choose_devices"] = CommandRefused("device will not open")
    await desk.devices.choose(NO_DEVICE, NO_DEVICE)
    assert desk.settings.kept["devices"] == REMEMBERED
    assert desk.heard.last(ProblemArose).subject == "devices"


@on_loop
async def test_a_refused_choice_leaves_the_caller_with_what_was_used_before() -> None:
    desk = Desk(MOUTH, EAR, TV)
    await desk.signs_in()
    await desk.talks()
    desk.phone.refuses_devices = ChosenDevices(MOUTH.id, TV.id)
    await desk.devices.choose(MOUTH.id, TV.id)
    assert desk.chosen == [HEADSET, ChosenDevices(MOUTH.id, TV.id), HEADSET]
    assert (desk.told.chosen, desk.told.trouble) == (HEADSET, DeviceTrouble.WILL_NOT_OPEN)
    assert desk.told.trouble_device == TV.label


@on_loop
async def test_a_second_word_of_the_same_sign_in_opens_nothing_again() -> None:
    desk = Desk(MOUTH, EAR)
    await desk.signs_in()
    await desk.signs_in()
    assert desk.chosen == [HEADSET]


@on_loop
async def test_a_newly_plugged_device_is_listed_but_never_grabbed() -> None:
    desk = Desk(MOUTH, EAR)
    await desk.signs_in()
    await desk.talks()
    await desk.sees(TV, MOUTH, EAR)
    assert desk.chosen == [HEADSET]
    assert desk.told.devices == (TV, MOUTH, EAR)
    assert desk.phone.commands("list_devices") == [], "a new list would interrupt the sound of the call"


@pytest.mark.parametrize("left", [(TV, MOUTH), (TV, EAR), (TV, WEBCAM), ()])
def test_a_headset_lost_in_a_call_parks_the_sound_and_holds_the_caller(left: tuple[object, ...]) -> None:
    @on_loop
    async def lose() -> None:
        desk = Desk(TV, WEBCAM, MOUTH, EAR)
        await desk.signs_in()
        call_id = await desk.talks()
        await desk.sees(*left)
        names = [command[0] for command in desk.phone.asked if command[0] in ("park_sound", "hold", "choose_devices")]
        assert names == ["choose_devices", "park_sound", "hold"]
        assert desk.phone.calls[call_id].is_held
        assert desk.told.trouble is DeviceTrouble.LOST
        assert "Jabra" in desk.told.trouble_device

    lose()


@on_loop
async def test_a_headset_that_comes_back_is_used_again_and_the_caller_resumed() -> None:
    desk = Desk(TV, MOUTH, EAR)
    await desk.signs_in()
    call_id = await desk.talks()
    await desk.sees(TV)
    await desk.sees(TV, MOUTH, EAR)
    assert desk.chosen == [HEADSET, HEADSET]
    assert not desk.phone.calls[call_id].is_held
    assert desk.told.trouble is None


@on_loop
async def test_a_caller_whom_the_agent_held_stays_held_when_the_headset_comes_back() -> None:
    desk = Desk(TV, MOUTH, EAR)
    await desk.signs_in()
    call_id = await desk.talks()
    await desk.phone.hold(call_id)
    await desk.sees(TV)
    await desk.sees(TV, MOUTH, EAR)
    assert desk.phone.calls[call_id].is_held


@on_loop
async def test_choosing_another_device_after_the_loss_gives_the_caller_back() -> None:
    desk = Desk(TV, WEBCAM, MOUTH, EAR)
    await desk.signs_in()
    call_id = await desk.talks()
    await desk.sees(TV, WEBCAM)
    await desk.devices.choose(WEBCAM.id, TV.id)
    assert not desk.phone.calls[call_id].is_held
    assert desk.told.trouble is None


@on_loop
async def test_a_call_answered_without_the_headset_is_held_until_it_is_back() -> None:
    desk = Desk(TV)
    await desk.signs_in()
    call_id = await desk.talks()
    assert desk.phone.calls[call_id].is_held
    await desk.sees(TV, MOUTH, EAR)
    assert not desk.phone.calls[call_id].is_held


@on_loop
async def test_a_headset_lost_between_calls_parks_the_sound_too() -> None:
    desk = Desk(TV, MOUTH, EAR)
    await desk.signs_in()
    await desk.sees(TV)
    assert desk.phone.commands("park_sound") == [("park_sound", "Jabra")]
    assert desk.told.trouble is DeviceTrouble.NOT_THERE


@on_loop
async def test_a_headset_that_goes_again_while_it_is_opened_is_parked_again() -> None:
    desk = Desk(TV, MOUTH, EAR)
    await desk.signs_in()
    await desk.talks()
    await desk.sees(TV)
    desk.watch.sees(TV, MOUTH, EAR)
    desk.watch.sees(TV)
    await settle(60)
    assert desk.told.trouble is not None
    assert desk.phone.asked[-1][0] in ("park_sound", "hold")


@on_loop
async def test_a_loss_that_only_the_telephone_noticed_parks_and_holds() -> None:
    desk = Desk(can_watch=False)
    await desk.signs_in()
    desk.events.publish(DevicesReported((MOUTH, EAR), HEADSET))
    await settle()
    call_id = await desk.talks()
    desk.events.publish(DevicesReported((MOUTH, EAR), HEADSET, DeviceTrouble.LOST, "ear"))
    await settle()
    assert desk.phone.calls[call_id].is_held
    assert desk.told.trouble_device == EAR.label


@on_loop
async def test_without_a_watch_the_telephones_own_list_counts() -> None:
    desk = Desk(can_watch=False)
    await desk.signs_in()
    assert ("list_devices",) in desk.phone.asked
    desk.events.publish(DevicesReported((MOUTH, EAR, TV), ChosenDevices()))
    await settle()
    assert desk.told.devices == (MOUTH, EAR, TV)
    assert desk.told.trouble is None


@on_loop
async def test_a_window_that_takes_over_a_call_does_not_open_the_devices_again() -> None:
    desk = Desk(MOUTH, EAR)
    desk.events.publish(DevicesReported((), HEADSET))
    await desk.signs_in()
    assert desk.chosen == []


@on_loop
async def test_files_in_place_of_devices_are_always_there() -> None:
    desk = Desk()
    await desk.signs_in()
    await desk.devices.choose(DeviceName("file", "/tmp/voice.wav"), DeviceName("file", ""))
    await desk.sees()
    assert desk.told.trouble is None


@on_loop
async def test_levels_are_kept_and_set_again_the_next_day() -> None:
    desk = Desk(MOUTH, EAR)
    await desk.signs_in()
    await desk.devices.set_levels(1.5, 0.8)
    tomorrow = Desk(MOUTH, EAR)
    tomorrow.settings.kept.update(desk.settings.kept)
    await tomorrow.signs_in()
    assert ("set_levels", 1.5, 0.8) in tomorrow.phone.asked
    told = tomorrow.heard.last(DevicesChanged)
    assert (told.microphone_gain, told.speaker_gain) == (1.5, 0.8)


@on_loop
async def test_a_broken_memory_is_like_the_first_day() -> None:
    for text in ("{", "[]", '{"microphone": 7}', '{"microphone": ["ALSA"], "speaker": []}'):
        desk = Desk(MOUTH, EAR, remembered=text)
        await desk.signs_in()
        assert desk.told.chosen == HEADSET


@on_loop
async def test_a_full_disk_or_a_phone_that_is_gone_is_told() -> None:
    desk = Desk(MOUTH, EAR)
    await desk.signs_in()
    desk.settings.problem = DiskFull()
    await desk.devices.choose(MOUTH.id, EAR.id)
    assert isinstance(desk.heard.last(ProblemArose).problem, DiskFull)
    desk.phone.failing["list_devices"] = PhoneGone()
    await desk.devices.refresh()
    assert isinstance(desk.heard.last(ProblemArose).problem, PhoneGone)


@pytest.mark.parametrize(
    ("label", "is_headset"),
    [
        ("Jabra Evolve2 65 Headset", True),
        ("Plantronics Blackwire 5220", True),
        ("WH-1000XM4 Hands-Free", True),
        ("Jabra Speak 510", False),
        ("Logitech Webcam C920", False),
        ("Built-in Audio Analogue Stereo", False),
        ("Monitor of Jabra Headset", False),
    ],
)
def test_only_what_is_surely_worn_looks_like_a_headset(label: str, is_headset: bool) -> None:
    assert looks_like_a_headset(speaker("x", label)) is is_headset
