"""The engine: its parts joined, commands given to the part that knows, and an orderly end."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import Any

import pjsua2 as pj

from softphone.engine.call_events import CallEvents
from softphone.engine.call_parts import CallParts
from softphone.engine.call_record import Wish
from softphone.engine.call_table import CallTable
from softphone.engine.calls import Calls
from softphone.engine.endpoint import Endpoint
from softphone.engine.graveyard import Graveyard
from softphone.engine.holding import Holding
from softphone.engine.incoming import Incoming
from softphone.engine.lamps import Lamps
from softphone.engine.line import Line
from softphone.engine.link_server import LinkServer
from softphone.engine.loop import Loop
from softphone.engine.measuring import Measuring
from softphone.engine.names_file import NamesFile
from softphone.engine.refusing import Refusing
from softphone.engine.sound import DeviceFault, Sound, check_files
from softphone.engine.sound_devices import known_devices
from softphone.engine.targets import BadTarget
from softphone.engine.transferring import Transferring
from softphone.engine.window_watch import WindowWatch
from softphone.engine.wiring import Wiring
from softphone.model import engine_link as link

FAREWELL_SECONDS = 2.5

log = logging.getLogger(__name__)
Handler = Callable[[Any], object]


class Engine:
    def __init__(self, endpoint: Endpoint, loop: Loop, secret: str, names: NamesFile) -> None:
        self._endpoint, self._loop = endpoint, loop
        self.server = LinkServer(loop, secret, self._came, self.obey, self._gone)
        self._window = WindowWatch(loop, self._orphaned)
        self._join(names)
        self._handlers = self._all_handlers()
        self._is_leaving = False
        self._is_over = False
        loop.every(link.BEAT_SECONDS, self._beat)
        loop.every(0.1, self._measuring.tell_levels)
        loop.every(1.0, self._measuring.tell_statistics)

    def _join(self, names: NamesFile) -> None:
        loop, report, endpoint = self._loop, self.server.report, self._endpoint
        self._names, self._graveyard = names, Graveyard(loop)
        self._table = CallTable(report)
        self._sound = Sound(endpoint.audDevManager(), loop, self._graveyard.bury)
        self._wiring = Wiring(self._sound, self._graveyard.bury, self._device_failed)
        self._incoming = Incoming(self._table, loop)
        self._line = Line(endpoint, loop, names, self._incoming.admit, report)
        holding, transferring = Holding(self._table, loop), Transferring(self._table, loop)
        parts = CallParts(self._line, self._table, self._wiring, holding, transferring, loop)
        events = CallEvents(parts, report)
        self._calls = Calls(parts)
        self._calls.listener = self._incoming.listener = events
        self._incoming.line = self._line
        self._lamps = Lamps(self._line, loop, report)
        self._measuring = Measuring(self._table, self._sound, report)
        endpoint.sound_failed = lambda: loop.soon(self._sound_failed)
        endpoint.invite_refused = lambda *facts: loop.soon(lambda: self._incoming.refused(*facts))

    def _all_handlers(self) -> dict[type[link.Command], Handler]:
        calls = self._calls
        return {
            link.Register: self._register,
            link.RegisterNow: lambda command: self._line.register_now(),
            link.Dial: calls.dial,
            link.Ring: calls.ring,
            link.Answer: calls.answer,
            link.Reject: calls.reject,
            link.HangUp: calls.hang_up,
            link.HoldCall: calls.hold,
            link.Resume: calls.resume,
            link.Mute: calls.mute,
            link.Unmute: calls.unmute,
            link.SendDigits: calls.send_digits,
            link.TransferCall: calls.transfer,
            link.PlayFile: calls.play,
            link.RecordFile: calls.record,
            link.ListDevices: self._list_devices,
            link.ChooseDevices: self._choose_devices,
            link.ParkSound: self._park,
            link.SetLevels: lambda command: self._sound.set_gains(command.microphone, command.speaker),
            link.WatchLamp: lambda command: self._lamps.watch(command.extension),
            link.WindowIs: lambda command: self._window.remember(command.restart_command),
            link.SeverWindow: lambda command: self._window.sever(),
        }

    def obey(self, command: link.AnyCommand) -> None:
        """Do it and answer; whatever goes wrong, the engine lives."""
        try:
            if isinstance(command, link.Unregister):
                self._unregister(command)
                return
            if isinstance(command, link.Leave):
                self._done(command)
                self.leave(Wish.HANG_UP)
                return
            self._handlers[type(command)](command)
        except Refusing as refusal:
            self._refuse(command, refusal.reason, refusal.detail)
        except BadTarget:
            self._refuse(command, link.Refusal.BAD_TARGET)
        except pj.Error as error:
            self._refuse(command, link.Refusal.STACK, error.info())
        except Exception as error:
            log.exception("the command %s failed", type(command).__name__)
            self._refuse(command, link.Refusal.FAULT, type(error).__name__)
        else:
            self._done(command)

    def has_ended(self) -> bool:
        return self._is_over

    def leave(self, wish: Wish) -> None:
        """Hang up, un-register, end."""
        if self._is_leaving:
            return
        self._is_leaving = True
        for record in self._table.alive:
            self._calls.end(record, wish)
        self._loop.later(FAREWELL_SECONDS, self._end)
        self._lamps.forget_all()
        self._line.leave(self._left)

    def close(self) -> None:
        """Drop every object of PJSIP's; the loop runs no more."""
        self._wiring.forget_all()
        self._sound.close()
        self._sound.stop()
        self._lamps.forget_all()
        for record in self._table.alive:
            record.live = None
        self._line.drop()
        self._graveyard.clear()
        self._names.remove()
        self.server.close()

    def _left(self) -> None:
        if self._table.is_empty:
            self._end()
        else:
            self._loop.later(0.02, self._left)

    def _end(self) -> None:
        self._is_over = True

    def _register(self, command: link.Register) -> None:
        if self._table.alive and command.account != self._line.account:
            raise Refusing(link.Refusal.NOT_NOW, "there are calls")
        self._lamps.forget_all()
        self._line.use(command.account)

    def _unregister(self, command: link.Unregister) -> None:
        for record in self._table.alive:
            self._calls.end(record, Wish.HANG_UP)
        self._lamps.forget_all()
        self._line.leave(lambda: self._done(command))

    def _choose_devices(self, command: link.ChooseDevices) -> None:
        try:
            check_files(command.chosen)
            self._sound.choose(command.chosen)
        except DeviceFault as fault:
            self._device_failed(fault)
            reasons = {fault.trouble.NOT_THERE: link.Refusal.NO_SUCH_DEVICE}
            raise Refusing(reasons.get(fault.trouble, link.Refusal.DEVICE_WILL_NOT_OPEN), fault.detail) from None
        finally:
            self._wiring.rejoin(self._table.alive)

    def _park(self, command: link.ParkSound) -> None:
        self._sound.park()

    def _list_devices(self, command: link.ListDevices) -> None:
        try:
            self._sound.look_again()
        except DeviceFault as fault:
            self._device_failed(fault)
        finally:
            self._wiring.rejoin(self._table.alive)
        self._tell_devices()

    def _tell_devices(self) -> None:
        devices = known_devices(self._endpoint.audDevManager())
        self.server.report(link.Devices(devices=devices, chosen=self._sound.chosen))

    def _device_failed(self, fault: DeviceFault) -> None:
        log.warning("a sound device failed: %s", fault.trouble.value)
        self.server.report(link.DeviceError(trouble=fault.trouble, device=fault.device, detail=fault.detail))

    def _sound_failed(self) -> None:
        from softphone.model.devices import DeviceTrouble

        self._sound.park()
        self._device_failed(DeviceFault(DeviceTrouble.LOST, self._sound.chosen.speaker))

    def _came(self) -> None:
        self._window.came()
        self.server.report(self._snapshot())

    def _gone(self) -> None:
        if not self._is_leaving:
            self._window.gone()

    def _orphaned(self) -> None:
        log.warning("no window came: the engine ends")
        self.leave(Wish.NO_WINDOW)

    def _beat(self) -> None:
        self._window.look()
        self.server.report(link.Beat())

    def _snapshot(self) -> link.Snapshot:
        return link.Snapshot(
            link_version=link.LINK_VERSION,
            engine_pid=os.getpid(),
            has_account=self._line.has_account,
            registration=self._line.registration,
            calls=self._table.shown,
            devices=known_devices(self._endpoint.audDevManager()),
            chosen=self._sound.chosen,
            lamps=self._lamps.shown,
        )

    def _done(self, command: link.Command) -> None:
        self.server.report(link.Done(request=command.request))

    def _refuse(self, command: link.Command, reason: link.Refusal, detail: str = "") -> None:
        self.server.report(link.Refused(request=command.request, reason=reason, detail=detail))
