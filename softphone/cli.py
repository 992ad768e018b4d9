"""The command line: the window, practice, notes, versions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from softphone import __version__
from softphone.cli_notes import add_notes
from softphone.runtime.crashes import leave_no_core
from softphone.runtime.folders import Folders, FolderUnusable
from softphone.runtime.resources import resources

UNUSABLE_FOLDER = 4
INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    leave_no_core()
    try:
        code: int = options.run(options)
    except FolderUnusable as error:
        print(f"The folder {error.filename} cannot be used: {error.strerror}.", file=sys.stderr)
        return UNUSABLE_FOLDER
    except KeyboardInterrupt:
        print("Ended from the keyboard.", file=sys.stderr)
        return INTERRUPTED
    return code


def folders_of(options: argparse.Namespace) -> Folders:
    return Folders(options.profile_dir.absolute()) if options.profile_dir else Folders.default()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="softphone", description="Calls and notes of a call centre, from home.")
    parser.add_argument("--version", action="version", version=f"softphone {__version__}")
    _add_places(parser)
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(metavar="COMMAND")
    _add_practice(commands)
    _add_version(commands)
    add_notes(commands)
    return parser


def _add_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile-dir", type=Path, metavar="FOLDER", help="keep everything there, touch nothing else")
    parser.add_argument("--ca-file", type=Path, metavar="PEM", help="trust these certificate authorities as well")
    parser.add_argument("--rejoin", action="store_true", help=argparse.SUPPRESS)


def _add_practice(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("practice", help="a contact centre on this computer, with callers to practise on")
    ours = ", ".join(sorted(file.stem for file in (resources() / "practice").glob("*.toml")))
    parser.add_argument("--scenario", default="", help=f"one of ours ({ours}), or a TOML file")
    parser.add_argument("--autopilot", action="store_true", help="work the scenario without a person or a display")
    parser.add_argument("--report", type=Path, metavar="FILE", help="with --autopilot: write the steps as JSON")
    parser.set_defaults(run=_practice)


def _add_version(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("version", help="which parts this program really stands on")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_version)


def _window(options: argparse.Namespace) -> int:
    from softphone.app import run_window
    from softphone.assembly import Launch

    folders = folders_of(options)
    restart = (sys.executable, "-m", "softphone", *_places(options), "--rejoin")
    return run_window(Launch(folders, options.ca_file, restart_command=restart), rejoins=options.rejoin)


def _places(options: argparse.Namespace) -> list[str]:
    places = []
    if options.profile_dir:
        places += ["--profile-dir", str(options.profile_dir.absolute())]
    if options.ca_file:
        places += ["--ca-file", str(options.ca_file.absolute())]
    return places


def _practice(options: argparse.Namespace) -> int:
    from softphone.cli_practice import practise

    return practise(options)


def _version(options: argparse.Namespace) -> int:
    from softphone.cli_version import print_version

    return print_version(options.json)
