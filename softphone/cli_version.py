"""`softphone version`: for people by line, for programs as JSON."""

from __future__ import annotations


def print_version(as_json: bool) -> int:
    """Exit code 0, or 1 when the telephone's libraries cannot be asked."""
    from softphone.gateways.versions import report_as_json, report_as_lines, version_report

    report = version_report()
    print(report_as_json(report) if as_json else "\n".join(report_as_lines(report)))
    return 0 if report.engine else 1
