"""The desktop's key store (gnome-keyring) on a D-Bus session of its own, so that no secret of anybody's is touched."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import secretstorage
from jeepney import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection  # type: ignore[import-untyped]

from tests.servers.run_folder import make_run_folder
from tests.servers.server_process import ServerProcess

_PASSWORD = b"a password of the tests"
_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class KeyStore:
    """`env` makes a child process keep its secrets here; there is nobody to ask for a password when it is locked."""

    def __init__(self) -> None:
        self.folder = make_run_folder("keys")
        self.log = self.folder / "log"
        (self.folder / "bus.conf").write_text(_BUS.format(socket=self._socket))
        for name in ("home", "run"):
            (self.folder / name).mkdir(mode=0o700)
        self._bus: ServerProcess | None = None
        self._daemon: ServerProcess | None = None

    @property
    def env(self) -> Mapping[str, str]:
        return {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={self._socket}"}

    def start(self) -> None:
        """Unlocked, with the secrets that it had when it was stopped."""
        if not self._bus:
            command = ["dbus-daemon", f"--config-file={self.folder}/bus.conf", "--nofork", "--nopidfile"]
            self._bus = ServerProcess(command, log=self.log)
            self._bus.wait_until(self._socket.is_socket)
        if not self._daemon:
            self._start_daemon()

    def stop(self) -> None:
        """The session stays: a desktop without a key store."""
        if self._daemon:
            self._daemon.end()
            self._daemon = None

    def lock(self) -> None:
        with self._connection() as connection:
            secretstorage.get_default_collection(connection).lock()

    def unlock(self) -> None:
        """As after signing in to the desktop again."""
        self.stop()
        self.start()

    @property
    def is_locked(self) -> bool:
        with self._connection() as connection:
            return bool(secretstorage.get_default_collection(connection).is_locked())

    def forget_everything(self) -> None:
        with self._connection() as connection:
            for item in list(secretstorage.get_default_collection(connection).get_all_items()):
                item.delete()

    def holds(self, secret: str) -> bool:
        """Whether anything kept here is this secret."""
        with self._connection() as connection:
            items = secretstorage.get_default_collection(connection).get_all_items()
            return any(item.get_secret() == secret.encode() for item in items)

    def close(self) -> None:
        self.stop()
        if self._bus:
            self._bus.end()
        shutil.rmtree(self.folder)

    @property
    def _socket(self) -> Path:
        return self.folder / "bus"

    def _start_daemon(self) -> None:
        home, run = self.folder / "home", self.folder / "run"
        self._daemon = ServerProcess(
            [
                *("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"),
                f"--control-directory={run}/keyring",
            ],
            log=self.log,
            env={
                **self.env,
                "HOME": str(home),
                "XDG_RUNTIME_DIR": str(run),
                "XDG_DATA_HOME": str(home / "data"),
                "XDG_CONFIG_HOME": str(home / "config"),
                "XDG_CACHE_HOME": str(home / "cache"),
            },
            standard_input=_PASSWORD,
        )
        self._daemon.wait_until(self._answers)

    def _answers(self) -> bool:
        with self._connection() as connection:
            (is_there,) = Proxy(message_bus, connection).NameHasOwner("org.freedesktop.secrets")
        return bool(is_there) and not self.is_locked

    def _connection(self) -> DBusConnection:
        return open_dbus_connection(self.env["DBUS_SESSION_BUS_ADDRESS"])
