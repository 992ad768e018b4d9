"""The ring, on a device of its own. Without any sound device it stays silent and harms nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal

from softphone.model.calls import Call
from softphone.ui.resources import resource
from softphone.ui.settings.settings_pane import RingDevice

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDevice, QMediaDevices, QSoundEffect

_FOREVER = -2
_RING, _KNOCK = "ring.wav", "knock.wav"


class Ringer(QObject):
    """Loads QtMultimedia only when it is prepared or first needed."""

    devices_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.chosen = ""
        """Id of the device; "" is the system's own choice."""
        self._media: QMediaDevices | None = None
        self._effects: dict[str, QSoundEffect] = {}
        self._ringing = ""
        self._silenced = ""

    def prepare(self) -> None:
        """Find the devices and load the sounds, so that the first ring is not late."""
        if self._media is None:
            from PySide6.QtMultimedia import QMediaDevices

            self._media = QMediaDevices(self)
            self._media.audioOutputsChanged.connect(self._devices_changed)
            self._load()

    def devices(self) -> tuple[RingDevice, ...]:
        """The system's own choice first."""
        own = RingDevice("", self.tr("The system's own choice"))
        return (own, *(RingDevice(_id(device), device.description()) for device in self._outputs()))

    def choose(self, device_id: str) -> None:
        if device_id != self.chosen:
            self.chosen = device_id
            if self._media is not None:
                self._load()

    def show_call(self, ringing: Call | None, is_talking: bool) -> None:
        """Ring for this call; while another is talked in only knock, quietly."""
        if ringing is None or ringing.id == self._silenced:
            self.stop()
        elif ringing.id != self._ringing:
            self.stop()
            self._ringing = ringing.id
            self._play(_KNOCK if is_talking else _RING, 2 if is_talking else _FOREVER)

    def silence(self, call_id: str) -> None:
        self._silenced = call_id
        self.stop()

    def ring_once(self) -> None:
        self._play(_RING, 1)

    def stop(self) -> None:
        self._ringing = ""
        for effect in self._effects.values():
            effect.stop()

    @property
    def is_ringing(self) -> bool:
        return bool(self._ringing)

    def _play(self, sound: str, times: int) -> None:
        self.prepare()
        if sound in self._effects:
            self._effects[sound].setLoopCount(times)
            self._effects[sound].play()

    def _load(self) -> None:
        """The chosen device, else the second best: the system's own."""
        from PySide6.QtMultimedia import QSoundEffect

        self._drop()
        device = self._device()
        if device is None:
            return
        for sound in (_RING, _KNOCK):
            effect = QSoundEffect(device, self)
            effect.setSource(QUrl.fromLocalFile(str(resource("sounds", sound))))
            self._effects[sound] = effect

    def _drop(self) -> None:
        for effect in self._effects.values():
            effect.stop()
            effect.deleteLater()
        self._effects.clear()

    def _device(self) -> QAudioDevice | None:
        outputs = self._outputs()
        chosen = next((device for device in outputs if _id(device) == self.chosen), None)
        usual = next((device for device in outputs if device.isDefault()), None)
        return chosen or usual or next(iter(outputs), None)

    def _outputs(self) -> list[QAudioDevice]:
        return list(self._media.audioOutputs()) if self._media is not None else []

    def _devices_changed(self) -> None:
        """A ring that is under way goes on where there still is a device."""
        was_ringing = self._ringing
        self._load()
        if was_ringing:
            self._play(_RING, _FOREVER)
        self.devices_changed.emit()


def _id(device: QAudioDevice) -> str:
    return bytes(device.id().data()).decode(errors="replace")
