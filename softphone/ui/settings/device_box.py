"""One of the two sound devices, to choose from what is plugged in."""

from __future__ import annotations

from softphone.model.devices import FILE_DRIVER, NO_DEVICE, NO_DRIVER, AudioDevice, DeviceName
from softphone.ui.settings.choice import Choice


class DeviceBox(Choice):
    def __init__(self) -> None:
        super().__init__()
        self._chosen = NO_DEVICE

    def show_devices(self, devices: list[AudioDevice], chosen: DeviceName, label: str) -> None:
        """With the chosen one, by the name that people know, also when it is not there. Nothing is chosen by itself;
        while only one of two is picked, it stays picked."""
        is_open = self._chosen.driver == chosen.driver == NO_DRIVER
        wanted = self.picked if is_open else chosen
        self._chosen = chosen
        self.blockSignals(True)
        self.clear()
        for device in devices:
            self.addItem(device.label, device.id)
        place = self._place(wanted)
        if place < 0:
            self.insertItem(0, self._words(chosen, label), None if chosen.driver == NO_DRIVER else chosen)
            place = 0
        self.setCurrentIndex(place)
        self.blockSignals(False)

    @property
    def picked(self) -> DeviceName | None:
        data = self.currentData()
        return data if isinstance(data, DeviceName) else None

    def _place(self, wanted: DeviceName | None) -> int:
        places = (place for place in range(self.count()) if self.itemData(place) == wanted)
        return -1 if wanted is None else next(places, -1)

    def _words(self, chosen: DeviceName, label: str) -> str:
        if chosen.driver == FILE_DRIVER:
            return self.tr("A file in place of a headset (practice)")
        if chosen.driver == NO_DRIVER:
            return self.tr("Choose a headset…")
        return self.tr("{0} (not plugged in)").format(label or chosen.name)
