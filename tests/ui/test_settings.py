"""The settings: nothing is chosen by itself, devices by the names that people know, and room for all of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QSlider

from softphone import __version__
from softphone.model.calls import CallChanged
from softphone.model.devices import FILE_DRIVER, NO_DEVICE, ChosenDevices, DeviceName, DeviceTrouble
from softphone.ui.controls.text import Text
from softphone.ui.settings.settings_pane import SettingsPane
from softphone.ui.theme.theme import Scheme
from tests.ui import values as v
from tests.ui.stage import Stage, see_settings, talk

NONE = ChosenDevices(NO_DEVICE, NO_DEVICE)


@pytest.fixture
def pane(stage: Stage) -> SettingsPane:
    see_settings(stage)
    return stage.window.desk.middle.settings


def pick(box: QComboBox, place: int) -> None:
    box.setCurrentIndex(place)
    box.activated.emit(place)


def test_where_nothing_was_ever_chosen_nothing_is_called_unplugged(stage: Stage, pane: SettingsPane) -> None:
    stage.tell(replace(v.DEVICES, chosen=NONE, trouble=DeviceTrouble.NOT_THERE))
    assert {pane.microphone.currentText(), pane.speaker.currentText()} == {"Choose a headset…"}
    assert "No headset is chosen" in pane._trouble.text()
    assert [banner.what for banner in stage.window.desk.middle.banners.banners] == ["No headset is chosen."]


def test_a_first_choice_is_asked_for_when_both_are_picked(stage: Stage, pane: SettingsPane) -> None:
    stage.tell(replace(v.DEVICES, chosen=NONE))
    pick(pane.microphone, pane.microphone.findData(v.HEADSET_MICROPHONE))
    assert "speaker" in pane._trouble.text()
    stage.tell(replace(v.DEVICES, chosen=NONE))
    assert pane.microphone.picked == v.HEADSET_MICROPHONE
    assert not [wish for wish in stage.wishes if wish[0] == "choose"]
    pick(pane.speaker, pane.speaker.findData(v.HEADSET_SPEAKER))
    assert stage.wishes[-1] == ("choose", (v.HEADSET_MICROPHONE, v.HEADSET_SPEAKER))


def test_a_device_that_is_not_there_keeps_the_name_that_people_know(stage: Stage, pane: SettingsPane) -> None:
    gone = replace(v.DEVICES, devices=v.DEVICES.devices[2:], microphone_label="Jabra mic", speaker_label="Jabra")
    stage.tell(gone)
    assert pane.microphone.currentText() == "Jabra mic (not plugged in)"
    assert pane.speaker.currentText() == "Jabra (not plugged in)"


def test_a_headset_that_comes_back_in_a_call_is_said_until_the_call_ends(stage: Stage) -> None:
    talk(stage)
    banners = stage.window.desk.middle.banners
    stage.tell(replace(v.DEVICES, trouble=DeviceTrouble.LOST, trouble_device="Jabra"))
    stage.tell(replace(v.DEVICES, speaker_label="Jabra"))
    (said,) = banners.banners
    assert "Jabra" in said.what
    assert "is back" in said.what
    stage.tell(CallChanged(v.ENDED))
    assert banners.banners == ()


def test_in_practice_no_path_is_shown_and_nothing_is_missing(stage: Stage, pane: SettingsPane) -> None:
    files = ChosenDevices(DeviceName(FILE_DRIVER, "/tmp/a.wav"), DeviceName(FILE_DRIVER, ""))
    for devices in (v.DEVICES.devices, ()):
        stage.tell(replace(v.DEVICES, devices=devices, chosen=files))
        assert "/" not in pane.microphone.currentText() + pane.speaker.currentText()
        assert pane.speaker.currentText()
        assert not pane._trouble.isVisible()


def test_the_wheel_over_the_page_changes_neither_device_nor_volume(pane: SettingsPane) -> None:
    boxes, sliders = pane.findChildren(QComboBox), pane.findChildren(QSlider)
    before = [box.currentIndex() for box in boxes], [slider.value() for slider in sliders]
    for part in (*boxes, *sliders):
        middle = QPointF(part.rect().center())
        turned = QWheelEvent(
            middle,
            middle,
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(part, turned)
    assert before == ([box.currentIndex() for box in boxes], [slider.value() for slider in sliders])


def test_however_low_the_window_is_no_control_is_squeezed(pane: SettingsPane) -> None:
    pane.setFixedHeight(200)
    QApplication.processEvents()
    for part in (*pane.findChildren(QComboBox), *pane.findChildren(QSlider)):
        assert part.height() >= part.minimumSizeHint().height()
    assert all(slider.height() >= 20 for slider in pane.findChildren(QSlider))


def test_each_box_says_what_it_is_for_to_a_screen_reader(pane: SettingsPane) -> None:
    told = [
        QAccessible.queryAccessibleInterface(box).text(QAccessible.Text.Description)
        for box in (pane.microphone, pane.speaker, pane.ring, pane.scheme, pane.type_size)
    ]
    assert told == ["Microphone", "Speaker", "It rings on", "Colours", "Size of type"]


def test_the_keys_and_the_version_stand_there(pane: SettingsPane) -> None:
    words = " ".join(text.text() for text in pane.findChildren(Text))
    assert "F8" in words
    assert __version__ in words


def test_large_type_leaves_room_for_the_names_of_devices(stage: Stage, pane: SettingsPane) -> None:
    stage.window.choose_look(Scheme.LIGHT, 1.5)
    QApplication.processEvents()
    for box in (pane.microphone, pane.speaker, pane.ring):
        assert box.width() >= box.sizeHint().width()
        assert box.mapTo(pane, box.rect().topRight()).x() < pane.width()
