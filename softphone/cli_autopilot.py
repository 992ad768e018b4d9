"""`softphone practice --autopilot`: a whole shift without a person or a display, a line for each step."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from softphone import __version__
from softphone.assembly import Assembly, Launch
from softphone.features.autopilot import Autopilot, Desk
from softphone.features.autopilot_partner import Partner, SoundFiles
from softphone.gateways.practice_centre import PracticeProcess
from softphone.gateways.sound_comparison import SoundComparison
from softphone.model.practice import AutopilotReport, PracticeProblem, StepResult, write_report
from softphone.runtime.logs import start_log
from softphone.runtime.resources import resources

ALL_TRUE, NOT_ALL_TRUE, CANNOT_FLY = 0, 1, 2


def fly(launch: Launch, report_file: Path | None) -> int:
    """Exit code 0 only when every step was true."""
    start_log(launch.folders.logs, "window")
    print("Practice without a person: the engine plays a file as the microphone and records what the agent hears.")
    try:
        report = asyncio.run(_shift(launch))
    except PracticeProblem as problem:
        print(f"Practice cannot begin: {problem.detail}.")
        return CANNOT_FLY
    true = sum(step.ok for step in report.steps)
    print(f"{true} of {len(report.steps)} steps are true, in {report.seconds:.1f} s.")
    if report_file and not _is_written(report_file, _dated(report)):
        return NOT_ALL_TRUE
    return ALL_TRUE if report.ok else NOT_ALL_TRUE


def _dated(report: AutopilotReport) -> bytes:
    ended = datetime.now().astimezone().isoformat(timespec="seconds")
    return write_report(report, __version__, ended)


def _is_written(file: Path, content: bytes) -> bool:
    try:
        file.write_bytes(content)
    except OSError as error:
        print(f"The report {file} could not be written: {error.strerror}.", file=sys.stderr)
        return False
    return True


async def _shift(launch: Launch) -> AutopilotReport:
    assembly = Assembly(launch)
    assembly.begin()
    assert assembly.practice is not None
    await assembly.open()
    try:
        return await _worked(assembly, assembly.practice)
    finally:
        await assembly.close()


async def _worked(assembly: Assembly, practice: PracticeProcess) -> AutopilotReport:
    facts = await practice.start()
    plan = (await practice.centre.state()).autopilot
    if plan is None:
        raise PracticeProblem("this scenario has no part for the autopilot")
    microphone = resources() / "practice" / "voices" / plan.agent_voice
    files = SoundFiles(microphone, assembly.launch.folders.profile / "heard.wav")
    desk = Desk(assembly.sign_in, assembly.availability, assembly.calls, assembly.notes, assembly.devices)
    partner = Partner(practice.centre, SoundComparison(), assembly.clock, files)
    return await Autopilot(desk, partner, assembly.events, assembly.clock, files).work(facts, _tell)


def _tell(result: StepResult) -> None:
    figures = ", ".join(f"{name} {value:.3f}{_unit(name)}" for name, value in result.figures.items())
    said = " ".join(part for part in (figures, result.detail) if part)
    print(f"{'ok ' if result.ok else 'NOT'} {result.seconds:7.3f} s  {result.step.value:26} {said}", flush=True)


def _unit(figure: str) -> str:
    """Of a figure by its name; correlations have none."""
    if figure.startswith("level"):
        return " dB"
    return " s" if "after" in figure and not figure.startswith("correlation") else ""
