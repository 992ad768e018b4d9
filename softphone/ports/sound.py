"""The sound devices of this computer, as features need them."""

from __future__ import annotations

from typing import Protocol

from softphone.model.devices import AudioDevice


class DeviceWatch(Protocol):
    """Sees devices come and go and publishes DevicesSeen with each change, within 100 ms of it."""

    @property
    def devices(self) -> tuple[AudioDevice, ...] | None:
        """What is plugged in; None when this system cannot be watched: the telephone's own list counts then."""
        ...
