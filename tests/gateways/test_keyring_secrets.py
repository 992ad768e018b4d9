"""Secrets in a real key store: there, locked, missing, and never anywhere else."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from softphone.gateways import keyring_secrets
from softphone.gateways.keyring_secrets import KeyringSecrets, service_of
from softphone.model.problems import SecretStoreLocked, SecretStoreMissing
from softphone.ports.sign_in import SecretStore
from tests.servers.key_store import KeyStore


@pytest.fixture
def session(key_store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> KeyStore:
    for name, value in key_store.env.items():
        monkeypatch.setenv(name, value)
    return key_store


def secrets_of(profile: Path) -> SecretStore:
    return KeyringSecrets(lambda: service_of(profile))


def test_a_secret_is_kept_replaced_and_forgotten(session: KeyStore, tmp_path: Path) -> None:
    async def run() -> None:
        secrets = secrets_of(tmp_path)
        assert await secrets.secret("acme/password") is None
        await secrets.keep("acme/password", "såpa")
        await secrets.keep("acme/password", "såpa 2")
        await secrets.keep("acme/database", "5a" * 32)
        assert await secrets.secret("acme/password") == "såpa 2"
        assert session.holds("såpa 2")
        assert not session.holds("såpa")

        await secrets.forget("acme/password")
        await secrets.forget("acme/password")
        assert await secrets.secret("acme/password") is None
        assert await secrets.secret("acme/database") == "5a" * 32

    asyncio.run(run())


def test_another_start_of_the_same_profile_finds_it_and_another_profile_does_not(
    session: KeyStore, tmp_path: Path
) -> None:
    async def run() -> None:
        (tmp_path / "second").mkdir()
        await secrets_of(tmp_path).keep("acme/password", "secret")
        assert await secrets_of(tmp_path).secret("acme/password") == "secret"
        assert await secrets_of(tmp_path / "second").secret("acme/password") is None

    asyncio.run(run())
    assert not session.is_locked


def test_no_secret_is_in_the_profiles_folder(session: KeyStore, tmp_path: Path) -> None:
    asyncio.run(secrets_of(tmp_path).keep("acme/password", "a secret of the tests"))
    assert session.holds("a secret of the tests")
    assert [file.name for file in tmp_path.iterdir()] == ["profile-id"]
    assert b"a secret of the tests" not in (tmp_path / "profile-id").read_bytes()


def test_a_locked_key_store_is_said_and_works_when_it_is_unlocked(session: KeyStore, tmp_path: Path) -> None:
    async def run() -> None:
        secrets = secrets_of(tmp_path)
        await secrets.keep("acme/password", "secret")
        session.lock()
        with pytest.raises(SecretStoreLocked):
            await secrets.secret("acme/password")
        with pytest.raises(SecretStoreLocked):
            await secrets.keep("acme/password", "another")
        with pytest.raises(SecretStoreLocked):
            await secrets.forget("acme/password")
        session.unlock()
        assert await secrets.secret("acme/password") == "secret"

    asyncio.run(run())


def test_a_missing_key_store_is_said_and_works_when_it_comes(session: KeyStore, tmp_path: Path) -> None:
    async def run() -> None:
        secrets = secrets_of(tmp_path)
        session.stop()
        with pytest.raises(SecretStoreMissing):
            await secrets.secret("acme/password")
        with pytest.raises(SecretStoreMissing):
            await secrets.keep("acme/password", "secret")
        session.start()
        await secrets.keep("acme/password", "secret")

    asyncio.run(run())


def test_a_key_store_that_goes_away_in_between_is_said(session: KeyStore, tmp_path: Path) -> None:
    async def run() -> None:
        secrets = secrets_of(tmp_path)
        await secrets.keep("acme/password", "secret")
        session.stop()
        with pytest.raises(SecretStoreMissing):
            await secrets.secret("acme/password")

    asyncio.run(run())


def test_a_key_store_that_nobody_wants_made_is_missing_not_locked(
    session: KeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is none yet, and the agent dismisses the question for its first password."""
    import secretstorage

    def dismissed(*_: object) -> None:
        raise secretstorage.exceptions.PromptDismissedException("Prompt dismissed.")

    monkeypatch.setattr(secretstorage, "get_default_collection", dismissed)
    with pytest.raises(SecretStoreMissing):
        asyncio.run(secrets_of(tmp_path).secret("acme/password"))


def test_without_a_desktop_session_the_key_store_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/no-bus")
    with pytest.raises(SecretStoreMissing):
        asyncio.run(secrets_of(tmp_path).secret("acme/password"))


@pytest.mark.parametrize("backend", ["null", "fail"])
def test_no_back_end_is_taken_that_the_environment_names(
    backend: str, session: KeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"keyring.backends.{backend}.Keyring")
    asyncio.run(secrets_of(tmp_path).keep("acme/password", "secret"))
    assert session.holds("secret")


def test_an_unknown_system_has_no_key_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring_secrets, "_BACKENDS", {"plan9": ("keyring.backends.null", "Keyring")})
    with pytest.raises(SecretStoreMissing):
        asyncio.run(secrets_of(tmp_path).secret("acme/password"))


def test_a_person_who_does_not_unlock_it_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked = threading.Event()

    class SlowBackend:
        asked = 0

        def get_password(self, _service: str, _name: str) -> str:
            self.asked += 1
            if self.asked == 1:
                assert unlocked.wait(10)
            return "secret"

    backend = SlowBackend()
    monkeypatch.setattr(keyring_secrets, "_backend", lambda: backend)

    async def run() -> None:
        secrets = KeyringSecrets(lambda: service_of(tmp_path), unlock_seconds=0.1)
        with pytest.raises(SecretStoreLocked):
            await secrets.secret("acme/password")
        assert await secrets.secret("acme/password") == "secret", "the next question does not queue behind the first"
        unlocked.set()

    asyncio.run(run())


def test_importing_the_gateway_does_not_import_the_library() -> None:
    code = "import sys, softphone.gateways.keyring_secrets; print('keyring' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"
