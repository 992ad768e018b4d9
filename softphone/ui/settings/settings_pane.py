"""Microphone, speaker and ring device, what is missing, how the window looks, and its keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QScrollArea, QWidget

from softphone.model.calls import Levels
from softphone.model.devices import FILE_DRIVER, NO_DRIVER, ChosenDevices, DevicesChanged
from softphone.ui.controls.meter import Meter, loudness
from softphone.ui.controls.push_button import PushButton
from softphone.ui.controls.surface import Card, Rule, column, row
from softphone.ui.controls.text import Text, isolated
from softphone.ui.settings.choice import Choice, Volume
from softphone.ui.settings.device_box import DeviceBox
from softphone.ui.settings.keys_card import KeysAndVersion
from softphone.ui.theme.theme import SCALES, Scheme, theme
from softphone.ui.theme.tokens import AROUND, GAP, INSIDE, SMALL, TIGHT, Ink

_LABEL_WIDTH, _CHOICE_WIDTH = 136, 300
_LARGE = 1.2


@dataclass(frozen=True, slots=True)
class RingDevice:
    id: str
    """"" is the system's own choice."""
    label: str


class SettingsPane(Card):
    devices_requested = Signal(object, object)
    """Microphone and speaker, as DeviceName."""
    volumes_requested = Signal(float, float)
    ring_device_requested = Signal(str)
    ring_test_requested = Signal()
    refresh_requested = Signal()
    look_requested = Signal(object, float)
    """Scheme and scale of type."""

    def __init__(self) -> None:
        super().__init__()
        self.microphone, self.speaker, self.ring = DeviceBox(), DeviceBox(), Choice()
        self.scheme, self.type_size = Choice(), Choice()
        self.microphone_volume, self.speaker_volume = Volume(), Volume()
        self._devices = DevicesChanged((), ChosenDevices())
        self._level = Meter(self.tr("Microphone level"))
        self._level_words = Text(self.tr("The level shows during a call."), SMALL, ink=Ink.QUIET)
        self._trouble = Text(ink=Ink.MISSED, wraps=True)
        self._trouble.hide()
        self.test = PushButton(self.tr("Ring once"), "bell")
        self.refresh = PushButton(self.tr("Look again"), "refresh-cw")
        self._fill_looks()
        self.fill(self._scrolled(), margin=1)
        self._join()

    def show_devices(self, event: DevicesChanged) -> None:
        self._devices = event
        captures = [device for device in event.devices if device.may_capture]
        plays = [device for device in event.devices if device.may_play]
        self.microphone.show_devices(captures, event.chosen.microphone, event.microphone_label)
        self.speaker.show_devices(plays, event.chosen.speaker, event.speaker_label)
        self._trouble.say(self._trouble_words())
        self._show_gains(event.microphone_gain, event.speaker_gain)

    def _trouble_words(self) -> str:
        there = {device.id for device in self._devices.devices}
        wanted = (self._devices.chosen.microphone, self._devices.chosen.speaker)
        if not there and FILE_DRIVER not in (name.driver for name in wanted):
            return self.tr("No sound devices were found. Plug in your headset.")
        if any(name.driver == NO_DRIVER for name in wanted):
            return self._words_to_choose()
        if any(name.driver != FILE_DRIVER and name not in there for name in wanted):
            return self.tr("A chosen device is not plugged in. Plug it in or choose another one.")
        return ""

    def _words_to_choose(self) -> str:
        if self.microphone.picked is None and self.speaker.picked is None:
            return self.tr("No headset is chosen yet. Choose its microphone and its speaker.")
        if self.microphone.picked is None:
            return self.tr("Choose the microphone, too.")
        return self.tr("Choose the speaker, too.")

    def _show_gains(self, microphone: float, speaker: float) -> None:
        for slider, gain in ((self.microphone_volume, microphone), (self.speaker_volume, speaker)):
            if not slider.isSliderDown():
                slider.blockSignals(True)
                slider.setValue(round(gain * 100))
                slider.blockSignals(False)

    def show_ring_devices(self, devices: tuple[RingDevice, ...], chosen: str) -> None:
        self.ring.blockSignals(True)
        self.ring.clear()
        for device in devices:
            self.ring.addItem(device.label, device.id)
        self.ring.setCurrentIndex(max(0, self.ring.findData(chosen)))
        self.ring.blockSignals(False)

    def show_look(self, scheme: Scheme, scale: float) -> None:
        for box, value in ((self.scheme, scheme), (self.type_size, scale)):
            box.blockSignals(True)
            box.setCurrentIndex(box.findData(value))
            box.blockSignals(False)

    def show_levels(self, levels: Levels) -> None:
        self._level.show_part(loudness(levels.microphone))
        self._level_words.setText(self.tr("Speak: the bar should reach the middle."))

    def show_quiet(self) -> None:
        """No call is on, so nothing is measured."""
        self._level.show_part(0.0)
        self._level_words.setText(self.tr("The level shows during a call."))

    def _fill_looks(self) -> None:
        names = {
            Scheme.SYSTEM: self.tr("As the system"),
            Scheme.LIGHT: self.tr("Light"),
            Scheme.DARK: self.tr("Dark"),
        }
        for scheme, name in names.items():
            self.scheme.addItem(name, scheme)
        for scale in SCALES:
            self.type_size.addItem(isolated(self.tr("{0} %").format(round(scale * 100))), scale)

    def _parts(self) -> list[QWidget | QFormLayout]:
        sound, looks = _form(), _form()
        level = QWidget()
        level.setLayout(column(self._level, self._level_words, gap=TIGHT))
        level.setContentsMargins(0, TIGHT + 2, 0, GAP)
        _add(sound, self.tr("Microphone"), self.microphone)
        _add(sound, self.tr("Microphone volume"), self.microphone_volume)
        sound.addRow(Text(self.tr("Microphone level")), level)
        _add(sound, self.tr("Speaker"), self.speaker)
        _add(sound, self.tr("Speaker volume"), self.speaker_volume)
        _add(sound, self.tr("It rings on"), self.ring)
        buttons = QWidget()
        buttons.setLayout(row(self.test, self.refresh, 1))
        sound.addRow("", buttons)
        _add(looks, self.tr("Colours"), self.scheme)
        _add(looks, self.tr("Size of type"), self.type_size)
        heading, look_heading = Text(self.tr("Sound devices"), bold=True), Text(self.tr("Looks"), bold=True)
        self._forms = (sound, looks)
        keys_heading = Text(self.tr("Keys"), bold=True)
        keys = KeysAndVersion()
        return [heading, self._trouble, sound, Rule(), look_heading, looks, Rule(), keys_heading, keys]

    def _scrolled(self) -> QScrollArea:
        """For a ringing call or large type leaves less room than all of this needs."""
        inside = QWidget()
        inside.setProperty("surface", "column")
        inside.setLayout(column(*self._parts(), 1, gap=INSIDE, margin=AROUND))
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _wrap(self) -> None:
        """Large type leaves no room beside a name: the field goes below it."""
        wraps = QFormLayout.RowWrapPolicy
        for form in self._forms:
            form.setRowWrapPolicy(wraps.WrapAllRows if theme().scale >= _LARGE else wraps.DontWrapRows)

    def _join(self) -> None:
        theme().changed.connect(self._wrap)
        self._wrap()
        self.microphone.activated.connect(self._choose_devices)
        self.speaker.activated.connect(self._choose_devices)
        for slider in (self.microphone_volume, self.speaker_volume):
            slider.valueChanged.connect(self._choose_volumes)
        self.ring.activated.connect(lambda: self.ring_device_requested.emit(self.ring.currentData() or ""))
        self.test.clicked.connect(self.ring_test_requested)
        self.refresh.clicked.connect(self.refresh_requested)
        for box in (self.scheme, self.type_size):
            box.activated.connect(
                lambda: self.look_requested.emit(self.scheme.currentData(), self.type_size.currentData())
            )

    def _choose_devices(self) -> None:
        self._trouble.say(self._trouble_words())
        if self.microphone.picked and self.speaker.picked:
            self.devices_requested.emit(self.microphone.picked, self.speaker.picked)

    def _choose_volumes(self) -> None:
        self.volumes_requested.emit(self.microphone_volume.value() / 100, self.speaker_volume.value() / 100)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(INSIDE)
    form.setVerticalSpacing(GAP)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    return form


def _add(form: QFormLayout, name: str, field: QWidget) -> None:
    label = Text(name)
    label.setMinimumWidth(_LABEL_WIDTH)
    label.setBuddy(field)
    field.setAccessibleName(name)
    field.setMinimumWidth(_CHOICE_WIDTH)
    form.addRow(label, field)
