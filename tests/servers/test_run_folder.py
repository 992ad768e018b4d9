import subprocess
import sys

from tests.servers.run_folder import make_run_folder

_MAKE = "from tests.servers.run_folder import make_run_folder; print(make_run_folder('example'))"


def test_the_folder_of_a_killed_run_is_removed_by_the_next_one_and_that_of_a_living_run_is_not() -> None:
    left = subprocess.check_output([sys.executable, "-c", _MAKE], text=True).strip()
    first = make_run_folder("example")
    second = make_run_folder("example")
    try:
        assert not first.parent.joinpath(left).exists()
        assert first.exists()
        assert first.stat().st_mode & 0o777 == 0o700
        assert len(str(first)) < 60
    finally:
        first.rmdir()
        second.rmdir()
