"""What an engine must be told again when it is a new one: the account, the devices, the levels, the lamps."""

from __future__ import annotations

from softphone.model.devices import ChosenDevices
from softphone.model.engine_link import ChooseDevices, Command, Snapshot, WatchLamp

_FIRST = ("devices", "levels", "account")


class Wishes:
    def __init__(self) -> None:
        self._kept: dict[str, Command] = {}
        self._told: dict[str, Command] = {}
        self._engine_pid: int | None = None

    def keep(self, name: str, command: Command) -> None:
        self._kept[name] = command

    def drop(self, name: str) -> None:
        self._kept.pop(name, None)
        self._told.pop(name, None)

    def is_told(self, name: str) -> bool:
        """Whether this very wish was sent: an equal one, wished again, is sent again."""
        return self._told.get(name) is self._kept[name]

    def tell(self, name: str) -> Command:
        """The command to send now; from here on this engine counts as told."""
        self._told[name] = self._kept[name]
        return self._kept[name]

    def untold(self) -> list[str]:
        """What this engine does not know yet: first what the first call needs."""
        names = [*(name for name in _FIRST if name in self._kept), *(name for name in self._kept if name not in _FIRST)]
        return [name for name in names if not self.is_told(name)]

    def lamps(self) -> list[Command]:
        return [command for command in self._kept.values() if isinstance(command, WatchLamp)]

    def engine_is(self, snapshot: Snapshot | None) -> None:
        """Another engine knows nothing; one that an earlier window used knows what its snapshot says."""
        if snapshot is None or snapshot.engine_pid != self._engine_pid:
            self._told.clear()
        self._engine_pid = snapshot.engine_pid if snapshot else None
        if snapshot:
            self._learn(snapshot)

    def _learn(self, snapshot: Snapshot) -> None:
        if snapshot.chosen != ChosenDevices() and "devices" not in self._kept:
            self._kept["devices"] = self._told["devices"] = ChooseDevices(chosen=snapshot.chosen)
        for lamp in snapshot.lamps:
            name = f"lamp {lamp.extension}"
            self._kept[name] = self._told[name] = WatchLamp(extension=lamp.extension)
