"""Keys as from a real keyboard (XTest): they go to whatever has the focus, and each is timed by the caller."""

from __future__ import annotations

import ctypes
import time

_SHIFT = "Shift_L"
_NAMES = {"Ctrl": "Control_L", "Shift": _SHIFT, "Alt": "Alt_L", "Enter": "Return", "Esc": "Escape"}
_SIGNS = {"\n": "Return", "\t": "Tab"}
_KEY_SECONDS = 0.008


class Keyboard:
    """`display` is the display's name (":99"); a connection of its own is held until `close`."""

    def __init__(self, display: str) -> None:
        self._x11 = ctypes.CDLL("libX11.so.6")
        self._xtest = ctypes.CDLL("libXtst.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XStringToKeysym.restype = ctypes.c_ulong
        self._x11.XkbKeycodeToKeysym.restype = ctypes.c_ulong
        opened = self._x11.XOpenDisplay(display.encode())
        if not opened:
            raise RuntimeError(f"no display {display}")
        self._display = ctypes.c_void_p(opened)

    def press(self, chord: str) -> float:
        """ "F2", "Ctrl+1", "Esc": pressed and let go. Returns when it was pressed, in monotonic seconds."""
        codes = [self._code(self._symbol(name)) for name in chord.split("+")]
        for code in codes[:-1]:
            self._fake(code, is_down=True)
        self._x11.XSync(self._display, 0)
        pressed_at = time.monotonic()
        self._fake(codes[-1], is_down=True)
        self._x11.XSync(self._display, 0)
        for code in reversed(codes):
            self._fake(code, is_down=False)
        self._x11.XSync(self._display, 0)
        return pressed_at

    def type(self, text: str, key_seconds: float = _KEY_SECONDS) -> None:
        """ASCII, one key after the other, so long apart."""
        for sign in text:
            self._type_sign(sign)
            time.sleep(key_seconds)

    def close(self) -> None:
        self._x11.XCloseDisplay(self._display)

    def _type_sign(self, sign: str) -> None:
        symbol = self._symbol(_SIGNS[sign]) if sign in _SIGNS else ord(sign)
        code = self._code(symbol)
        needs_shift = self._x11.XkbKeycodeToKeysym(self._display, code, 0, 0) != symbol
        shift = self._code(self._symbol(_SHIFT))
        if needs_shift:
            self._fake(shift, is_down=True)
        self._fake(code, is_down=True)
        self._fake(code, is_down=False)
        if needs_shift:
            self._fake(shift, is_down=False)
        self._x11.XSync(self._display, 0)

    def _symbol(self, name: str) -> int:
        symbol = int(self._x11.XStringToKeysym(_NAMES.get(name, name).encode()))
        if not symbol:
            raise ValueError(f"no key is called {name!r}")
        return symbol

    def _code(self, symbol: int) -> int:
        code = int(self._x11.XKeysymToKeycode(self._display, ctypes.c_ulong(symbol)))
        if not code:
            raise ValueError(f"the keyboard has no key for {symbol:#x}")
        return code

    def _fake(self, code: int, *, is_down: bool) -> None:
        self._xtest.XTestFakeKeyEvent(self._display, ctypes.c_uint(code), int(is_down), ctypes.c_ulong(0))
