import os
import subprocess
import sys
import time

from tests.servers.key_store import KeyStore

_SAY_ERROR = """
import sys, keyring
try:
    {what}
except Exception as error:
    print(type(error).__name__)
"""


def _python(key_store: KeyStore, code: str) -> str:
    """What a program prints that finds the key store by its environment alone."""
    environment = {**os.environ, **key_store.env}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=20
    )
    return done.stdout.strip()


def test_a_program_stores_a_secret_and_another_reads_it(key_store: KeyStore) -> None:
    _python(key_store, "import keyring; keyring.set_password('softphone', 'anna', 'såpa 1')")
    assert _python(key_store, "import keyring; print(keyring.get_password('softphone', 'anna'))") == "såpa 1"
    assert key_store.holds("såpa 1")
    assert not key_store.holds("something else")


def test_a_test_begins_with_an_empty_key_store(key_store: KeyStore) -> None:
    assert _python(key_store, "import keyring; print(keyring.get_password('softphone', 'anna'))") == "None"


def test_a_locked_key_store_refuses_at_once_and_gives_all_back_when_unlocked(key_store: KeyStore) -> None:
    _python(key_store, "import keyring; keyring.set_password('softphone', 'anna', 'secret')")
    key_store.lock()
    assert key_store.is_locked
    started = time.monotonic()
    assert _python(key_store, _SAY_ERROR.format(what="keyring.get_password('softphone', 'anna')")) == "KeyringLocked"
    assert time.monotonic() - started < 5
    key_store.unlock()
    assert _python(key_store, "import keyring; print(keyring.get_password('softphone', 'anna'))") == "secret"


def test_without_a_key_store_a_program_is_told_so(key_store: KeyStore) -> None:
    key_store.stop()
    refused = _python(key_store, _SAY_ERROR.format(what="keyring.set_password('softphone', 'anna', 'x')"))
    assert refused == "NoKeyringError"
    key_store.start()
    assert not key_store.is_locked


def test_the_key_store_leaves_nothing() -> None:
    other = KeyStore()
    other.start()
    other.close()
    assert not other.folder.exists()
