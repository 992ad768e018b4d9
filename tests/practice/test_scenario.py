from __future__ import annotations

from pathlib import Path

import pytest

from softphone.model.workplace_document import read_profile, write_profile
from softphone.practice.profile import profile_of
from softphone.practice.scenario import BadScenario, Scenario, read_scenario, scenario_file, seconds_of, voices

OURS = ["first-day", "autopilot"]
SMALL = """
format = 1
name = "Small"
[workplace]
id = "small"
name = "Small"
[[agents]]
id = "anna"
name = "Anna"
user = "101"
[[queues]]
id = "support"
name = "Support"
number = "700"
[[customers]]
name = "Maria"
number = "+46846500411"
queue = "support"
calls_after_seconds = 3
"""


def _read(tmp_path: Path, text: str) -> Scenario:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    return read_scenario(file)


@pytest.mark.parametrize("name", OURS)
def test_our_own_scenarios_are_right(name: str) -> None:
    assert read_scenario(scenario_file(name)).people


@pytest.mark.parametrize("name", OURS)
def test_the_profile_of_a_scenario_is_a_workplace_document(name: str) -> None:
    scenario = read_scenario(scenario_file(name))
    profile = profile_of(scenario, scenario.agents[0], ("127.0.0.1", 5060))
    assert read_profile(write_profile(profile)) == profile


def test_the_first_customer_of_the_first_day_calls_after_three_seconds() -> None:
    calls = [customer.calls_after_seconds for customer in read_scenario(scenario_file("first-day")).customers]
    assert calls[0] == 3
    assert all(seconds is not None and 30 <= seconds <= 60 for seconds in calls[1:])


@pytest.mark.parametrize("name", OURS)
def test_numbers_are_from_ranges_that_nobody_has(name: str) -> None:
    for customer in read_scenario(scenario_file(name)).customers:
        assert customer.number.startswith(("+4420794600", "+442079460", "+1212555014", "+468465004"))


def test_the_voices_are_small_and_all_of_one_kind() -> None:
    files = list(voices().glob("*.wav"))
    assert sum(file.stat().st_size for file in files) < 1_500_000
    for file in files:
        header = file.read_bytes()[:44]
        assert int.from_bytes(header[22:24], "little") == 1
        assert int.from_bytes(header[24:28], "little") == 16_000
        assert int.from_bytes(header[34:36], "little") == 16
        assert 0.5 < seconds_of(file) < 6


def test_every_voice_is_used_and_every_voice_is_made_by_the_script() -> None:
    script = (voices().parent / "make-voices").read_text()
    texts = [scenario_file(name).read_text() for name in OURS]
    for file in voices().glob("*.wav"):
        assert f'"{file.stem}"' in script
        assert any(file.name in text for text in texts), file.name


def test_a_small_scenario_of_ones_own_is_enough(tmp_path: Path) -> None:
    assert _read(tmp_path, SMALL).customers[0].patience_seconds == 60


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("format = 1", "format = 2"), "format is 2"),
        (("format = 1", ""), "format"),
        (('number = "+46846500411"', 'number = "12 34"'), "customers[0].number"),
        (('number = "+46846500411"', 'number = "700"'), "given twice: 700"),
        (('queue = "support"', 'queue = "sales"'), "no queue 'sales'"),
        (('queue = "support"', ""), "customers[0].queue"),
        (("calls_after_seconds = 3", 'says = ["nobody.wav"]'), "nobody.wav"),
        (("calls_after_seconds = 3", 'says = ["../../secret.wav"]'), "customers[0].says"),
        (("calls_after_seconds = 3", "calls_after = 3"), "unknown field `calls_after`"),
        (("calls_after_seconds = 3", "calls_after_seconds = -1"), "calls_after_seconds"),
        (('user = "101"', ""), "missing required field `user`"),
        (("[[agents]]", "[[agents"), "mine.toml"),
    ],
)
def test_what_is_wrong_is_one_sentence_that_names_it(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    with pytest.raises(BadScenario) as caught:
        _read(tmp_path, SMALL.replace(*change))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_autopilots_parts_must_be_played_by_somebody(tmp_path: Path) -> None:
    plan = '[autopilot]\ncustomer = "+46846500411"\nimpatient = "+46846500411"\ncalled = "+46846500411"\n'
    plan += 'colleague = "710"\nagent_voice = "anna-greeting.wav"\n'
    with pytest.raises(BadScenario, match=r"autopilot\.colleague"):
        _read(tmp_path, SMALL + plan)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadScenario, match="cannot be read"):
        read_scenario(tmp_path / "nothing.toml")
