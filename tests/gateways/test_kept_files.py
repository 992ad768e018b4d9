"""Files of the profile folder: workplaces without secrets, practice's secrets, written whole or not at all."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from softphone.gateways.file_secrets import FileSecrets
from softphone.gateways.keyring_secrets import service_of
from softphone.gateways.remembered_workplaces import FileWorkplaces
from softphone.model.problems import SecretStoreMissing
from softphone.model.sign_in import WorkplaceLogin
from softphone.ports.sign_in import RememberedWorkplaces, SecretStore
from softphone.runtime.private_file import write_private
from tests.fakes.loop import on_loop

ACME = WorkplaceLogin("https://acme.example", "anna", "Acme Support", stay_signed_in=True)
OTHER = WorkplaceLogin("https://other.example", "anna")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "workplaces.json"


def test_nothing_is_remembered_at_first(file: Path) -> None:
    workplaces: RememberedWorkplaces = FileWorkplaces(file)
    assert tuple(workplaces.all()) == ()


def test_the_newest_comes_first_and_each_is_there_once(file: Path) -> None:
    workplaces = FileWorkplaces(file)
    for login in (ACME, OTHER, replace(ACME, stay_signed_in=False)):
        workplaces.remember(login)
    assert FileWorkplaces(file).all() == (replace(ACME, stay_signed_in=False), OTHER)
    workplaces.forget(ACME)
    assert workplaces.all() == (OTHER,)


def test_the_same_agent_at_two_workplaces_and_two_agents_at_one_are_different(file: Path) -> None:
    workplaces = FileWorkplaces(file)
    logins = [ACME, OTHER, replace(ACME, agent_id="bert")]
    for login in logins:
        workplaces.remember(login)
    assert len(workplaces.all()) == 3


@pytest.mark.parametrize("content", ["", "{", "[]", '{"workplaces": 7}', "[" * 100_000, "\ufffd"])
def test_a_list_that_cannot_be_read_is_put_aside_and_not_written_over(content: str, file: Path) -> None:
    file.write_text(content)
    workplaces = FileWorkplaces(file)
    assert tuple(workplaces.all()) == ()
    assert file.read_text() == content
    workplaces.remember(ACME)
    assert tuple(workplaces.all()) == (ACME,)
    assert file.with_suffix(".unreadable").read_text() == content


def test_an_entry_that_cannot_be_read_does_not_hide_the_others(file: Path) -> None:
    FileWorkplaces(file).remember(ACME)
    content = json.loads(file.read_text())
    content["workplaces"] += [7, {"address": 3}, {**content["workplaces"][0], "agent_id": "bert", "later": True}]
    file.write_text(json.dumps(content))
    assert FileWorkplaces(file).all() == (ACME, replace(ACME, agent_id="bert"))


def test_a_list_that_cannot_be_kept_does_not_stop_anybody(tmp_path: Path) -> None:
    workplaces = FileWorkplaces(tmp_path / "no such folder" / "workplaces.json")
    workplaces.remember(ACME)
    assert tuple(workplaces.all()) == ()


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(address=st.text(), agent=st.text(), name=st.text())
def test_any_login_comes_back(file: Path, address: str, agent: str, name: str) -> None:
    file.unlink(missing_ok=True)
    login = WorkplaceLogin(address, agent, name)
    FileWorkplaces(file).remember(login)
    assert FileWorkplaces(file).all() == (login,)


@on_loop
async def test_practice_keeps_its_secrets_in_a_file_of_its_own(tmp_path: Path) -> None:
    secrets: SecretStore = FileSecrets(tmp_path / "secrets.json")
    assert await secrets.secret("a") is None
    await secrets.keep("a", "1")
    await secrets.keep("b", "2")
    await secrets.forget("a")
    await secrets.forget("a")
    assert await FileSecrets(tmp_path / "secrets.json").secret("b") == "2"
    assert await secrets.secret("a") is None


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff"])
def test_a_file_of_secrets_that_cannot_be_read_is_not_written_over(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_bytes(content)
    for work in (FileSecrets(file).secret("a"), FileSecrets(file).keep("a", "1")):
        with pytest.raises(SecretStoreMissing):
            asyncio.run(work)
    assert file.read_bytes() == content


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_private_file_is_its_owners_alone_also_when_it_was_not(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    file.chmod(0o644)
    write_private(file, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o600)
    assert list(tmp_path.iterdir()) == [file]


def test_a_private_file_that_cannot_be_put_in_place_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(OSError):
        write_private(place, b"new")
    assert list(tmp_path.iterdir()) == [place]


def test_a_profile_keeps_its_name_in_the_key_store_when_it_moves(tmp_path: Path) -> None:
    (tmp_path / "anna").mkdir()
    name = service_of(tmp_path / "anna")
    assert service_of(tmp_path / "anna") == name
    (tmp_path / "anna").rename(tmp_path / "moved")
    assert service_of(tmp_path / "moved") == name
    (tmp_path / "bert").mkdir()
    assert service_of(tmp_path / "bert") != name


def test_a_profile_folder_that_cannot_be_written_has_no_key_store(tmp_path: Path) -> None:
    with pytest.raises(SecretStoreMissing):
        service_of(tmp_path / "no such folder")
