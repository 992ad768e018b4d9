"""`softphone notes`: find notes and take them along, without a window or beside an open one."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from softphone.runtime.folders import Folders

if TYPE_CHECKING:
    from softphone.gateways.sqlcipher_store.opener import NotesReader
    from softphone.model.notes import Note, NoteFound
    from softphone.model.problems import Problem
    from softphone.model.sign_in import WorkplaceLogin
    from softphone.ports.sign_in import SecretStore

FOUND, NOTHING, USAGE, PROBLEM = 0, 1, 2, 3
"""The exit codes."""
PRACTICE_SECRETS = "practice-secrets.json"
"""A practice profile keeps its secrets in this file of its folder."""


@dataclass(frozen=True, slots=True)
class WorkplaceNote:
    workplace: str
    note: Note
    snippet: str = ""


def add_notes(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command `notes` with its own commands; `options.profile_dir` is expected of the parser above."""
    parser = commands.add_parser("notes", help="search the notes, export them")
    parser.set_defaults(run=lambda _: _wrong_usage(parser))
    actions = parser.add_subparsers(metavar="ACTION")
    search = actions.add_parser(
        "search", help="find notes by words, numbers and names", description="Exit code 1 when nothing was found."
    )
    search.add_argument("words", nargs="+", metavar="WORD", help="all of them, each may be only a beginning")
    search.set_defaults(run=search_notes)
    export = actions.add_parser(
        "export",
        help="write all notes into a CSV file",
        description="UTF-8, one header line, RFC 4180. A cell that a spreadsheet would take for a formula gets an "
        "apostrophe before it; telephone numbers stay as they are. Exit code 1 when there are no notes.",
    )
    export.add_argument("--csv", type=Path, required=True, metavar="FILE", help="replaced if it exists; - for output")
    export.set_defaults(run=export_notes)
    for action in (search, export):
        action.add_argument("--workplace", default="", metavar="NAME", help="only this one, by name or address")


def search_notes(options: argparse.Namespace) -> int:
    words = " ".join(options.words)

    def search(notes: NotesReader, workplace: str) -> Iterator[WorkplaceNote]:
        for found in notes.search(words):
            yield WorkplaceNote(workplace, found.note, _marked(found))

    def show(found: list[WorkplaceNote]) -> None:
        for each in found:
            print(_line(each, len({other.workplace for other in found}) > 1))

    return _answer(options, search, show, "No note was found.")


def export_notes(options: argparse.Namespace) -> int:
    from softphone.model.notes_csv import csv_bytes
    from softphone.runtime.private_file import write_private

    def all_notes(notes: NotesReader, workplace: str) -> Iterator[WorkplaceNote]:
        for note in notes.all_notes():
            yield WorkplaceNote(workplace, note)

    def write(found: list[WorkplaceNote]) -> None:
        content = csv_bytes((each.workplace, each.note) for each in found)
        if str(options.csv) == "-":
            sys.stdout.buffer.write(content)
        else:
            write_private(options.csv, content)
            count = "1 note is" if len(found) == 1 else f"{len(found)} notes are"
            print(f"{count} in {options.csv}.")

    return _answer(options, all_notes, write, "There are no notes.")


def _answer(
    options: argparse.Namespace,
    ask: Callable[[NotesReader, str], Iterator[WorkplaceNote]],
    give: Callable[[list[WorkplaceNote]], None],
    nothing: str,
) -> int:
    from softphone.model.problems import Problem

    folders = Folders(options.profile_dir.absolute()) if options.profile_dir else Folders.default()
    logins = _logins(folders, options.workplace)
    if not logins:
        return _say(_which_workplaces(folders, options.workplace), USAGE if options.workplace else PROBLEM)
    try:
        found = asyncio.run(_ask_all(folders, logins, ask))
        if found:
            give(found)
    except Problem as problem:
        return _say(_sentence(problem), PROBLEM)
    except OSError as error:
        return _say(f"The file cannot be written: {error.strerror}. Name another one.", PROBLEM)
    return FOUND if found else _say(nothing, NOTHING)


async def _ask_all(
    folders: Folders, logins: list[WorkplaceLogin], ask: Callable[[NotesReader, str], Iterator[WorkplaceNote]]
) -> list[WorkplaceNote]:
    from softphone.gateways.sqlcipher_store.opener import has_store, reading
    from softphone.model.problems import StoreKeyLost

    secrets = _secrets(folders)
    found: list[WorkplaceNote] = []
    for login in logins:
        folder = folders.workplace(login.key)
        if not has_store(folder):
            continue
        key = await secrets.secret(f"{login.key}/database")
        if key is None:
            raise StoreKeyLost("not in the key store")
        with reading(folder, key) as notes:
            found += ask(notes, login.workplace_name or login.address)
    return found


def _logins(folders: Folders, workplace: str) -> list[WorkplaceLogin]:
    from softphone.gateways.remembered_workplaces import FileWorkplaces

    wanted = workplace.casefold().removeprefix("https://").rstrip("/")
    return [
        login
        for login in FileWorkplaces(folders.profile / "workplaces.json").all()
        if wanted in ("", login.workplace_name.casefold(), login.address.removeprefix("https://"), login.key)
    ]


def _secrets(folders: Folders) -> SecretStore:
    from softphone.gateways.file_secrets import FileSecrets
    from softphone.gateways.keyring_secrets import KeyringSecrets, service_of

    if (folders.profile / PRACTICE_SECRETS).exists():
        return FileSecrets(folders.profile / PRACTICE_SECRETS)
    return KeyringSecrets(lambda: service_of(folders.profile))


def _which_workplaces(folders: Folders, wanted: str) -> str:
    known = ", ".join(login.workplace_name or login.address for login in _logins(folders, ""))
    if not known:
        return "No workplace is remembered in this profile: sign in once, or name the folder with --profile-dir."
    return f"No workplace is called {wanted!r}. Remembered are: {known}."


def _sentence(problem: Problem) -> str:
    from softphone.model import problems as p

    sentences: dict[type[Problem], str] = {
        p.SecretStoreLocked: "The system's key store is locked: unlock it and try again.",
        p.SecretStoreMissing: "There is no key store on this system that the notes' key could come from.",
        p.StoreDamaged: "The notes' file is damaged. It was not changed: put a copy from a backup in its place.",
        p.StoreForeign: "What lies in the place of the notes' file is not ours. It was not changed.",
        p.StoreKeyLost: "The key of the notes is not in the key store, so they cannot be read. Nothing was changed.",
        p.StoreLater: "The notes were written by a later version of this program: use that one.",
        p.StoreInUse: "The notes are in use just now: try again in a moment.",
        p.DiskFull: "The disk is full: make room and try again.",
        p.StoreUnwritable: "The notes' folder cannot be used: see who owns it and whether its disk is writable.",
    }
    return sentences.get(type(problem), f"The notes cannot be read ({type(problem).__name__}).")


def _line(found: WorkplaceNote, names_workplace: bool) -> str:
    note = found.note
    when = datetime.fromtimestamp(note.created_at).astimezone().strftime("%Y-%m-%d %H:%M")
    parts = [when, found.workplace if names_workplace else "", note.number, note.name, note.disposition, found.snippet]
    return "  ".join(_harmless(part) for part in parts if part)


def _marked(found: NoteFound) -> str:
    return found.snippet.replace("\u2068", "[").replace("\u2069", "]") or found.note.text[:80]


def _harmless(text: str) -> str:
    """One line, and nothing that a terminal would obey."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def _say(sentence: str, code: int) -> int:
    print(f"softphone notes: {sentence}", file=sys.stderr)
    return code


def _wrong_usage(parser: argparse.ArgumentParser) -> int:
    parser.print_help(sys.stderr)
    return USAGE
