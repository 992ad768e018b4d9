"""`python -m softphone.practice`: open the centre, say where it is, stay until told to end."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path

from softphone.practice.centre import Centre, write_facts
from softphone.practice.engine_line import EngineRefused
from softphone.practice.scenario import BadScenario, Scenario, read_scenario, scenario_file
from softphone.runtime.logs import start_log

DEFAULT = "first-day"
CANNOT_OPEN = 1
BAD_SCENARIO = 2


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.logs:
        options.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        start_log(options.logs, "practice")
    try:
        scenario = read_scenario(scenario_file(options.scenario))
    except BadScenario as problem:
        print(problem, file=sys.stderr)
        return BAD_SCENARIO
    return asyncio.run(_stay_open(scenario, options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="softphone.practice", description="A small contact centre on this computer.")
    parser.add_argument("--scenario", default=DEFAULT, help="one of ours by name, or a TOML file")
    parser.add_argument("--port-file", type=Path, help="where to write address, agent and passwords when ready")
    parser.add_argument("--sip-port", type=int, default=0)
    parser.add_argument("--http-port", type=int, default=0)
    parser.add_argument("--lifeline", type=float, metavar="SECONDS", help="close when nobody was here for so long")
    parser.add_argument("--logs", type=Path, help="folder for the log")
    return parser


async def _stay_open(scenario: Scenario, options: argparse.Namespace) -> int:
    centre = Centre(scenario, options.logs / "people" if options.logs else None)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform != "win32":
            loop.add_signal_handler(number, centre.leave)
    try:
        facts = await centre.open(options.sip_port, options.http_port)
        if options.port_file:
            write_facts(facts, options.port_file)
        else:
            print(f"{facts.scenario}: {facts.address} agent {facts.agent_id} password {facts.password}", flush=True)
        await centre.stay(options.lifeline)
    except (OSError, EngineRefused) as error:
        logging.getLogger(__name__).exception("the practice centre cannot open")
        print(f"The practice centre cannot open: {error}", file=sys.stderr)
        return CANNOT_OPEN
    finally:
        await centre.close()
        if options.port_file:
            options.port_file.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
