import socket
import ssl
import time
from pathlib import Path

import httpx
import pytest

from tests.servers.asterisk import Asterisk, MemberStatus
from tests.servers.certificates import Certificates
from tests.servers.speech import compare, read_raw, sentence


def _tls(port: int, ca: Path, version: ssl.TLSVersion | None = None) -> str | None:
    """The version of TLS that a client agrees on, who trusts `ca` and looks for localhost."""
    context = ssl.create_default_context(cafile=str(ca))
    if version:
        context.minimum_version = context.maximum_version = version
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as secure,
    ):
        return secure.version()


def test_asterisk_boots_within_ten_seconds_and_leaves_nothing(certificates: Certificates) -> None:
    started = time.monotonic()
    asterisk = Asterisk(certificates)
    try:
        asterisk.start()
        assert time.monotonic() - started < 10
        assert asterisk.cli("core show version").startswith("Asterisk 22.")
    finally:
        asterisk.close()
    assert not asterisk.folder.exists()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", asterisk.ports.sip), timeout=1)


def test_asterisk_boots_without_a_warning(asterisk: Asterisk) -> None:
    lines = asterisk.log.read_text().splitlines()
    boot = lines[: next(number for number, line in enumerate(lines) if "Asterisk Ready" in line)]
    assert [line for line in boot if "WARNING" in line or "ERROR" in line] == []


def test_two_asterisks_run_side_by_side(asterisk: Asterisk) -> None:
    other = Asterisk(asterisk.certificates)
    try:
        other.start()
        other.join_queue("101")
        assert len(other.queue_members("support")) == 1
        assert asterisk.queue_members("support") == []
    finally:
        other.close()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_phone_may_speak_tls_12_or_13(asterisk: Asterisk, version: ssl.TLSVersion) -> None:
    assert _tls(asterisk.ports.sips, asterisk.certificates.ca, version) == version.name.replace("_", ".")


def test_one_port_speaks_tls_13_only(asterisk: Asterisk) -> None:
    assert _tls(asterisk.ports.sips_13, asterisk.certificates.ca) == "TLSv1.3"
    with pytest.raises(ssl.SSLError):
        _tls(asterisk.ports.sips_13, asterisk.certificates.ca, ssl.TLSVersion.TLSv1_2)


@pytest.mark.parametrize(
    ("port", "reason"),
    [
        ("sips_wrong_name", "Hostname mismatch"),
        ("sips_expired", "certificate has expired"),
        ("sips_untrusted", "unable to get local issuer certificate"),
    ],
)
def test_a_port_with_a_bad_certificate_is_refused(asterisk: Asterisk, port: str, reason: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=reason):
        _tls(getattr(asterisk.ports, port), asterisk.certificates.ca)


def test_a_customer_speaks_and_hears_itself_through_the_echo(asterisk: Asterisk) -> None:
    customer = asterisk.call_from_customer("600", speech="numbers")
    asterisk.wait_until(lambda: customer.has_been_answered)
    time.sleep(2)
    customer.hang_up()
    asterisk.wait_until(lambda: asterisk.channels() == 0)
    assert compare(sentence("numbers").part(0, 1.6), read_raw(customer.heard)).correlation > 0.95


def test_610_speaks_and_writes_down_what_it_hears(asterisk: Asterisk) -> None:
    customer = asterisk.call_from_customer("610", speech="agent")
    asterisk.wait_until(lambda: customer.has_been_answered)
    time.sleep(2.8)
    customer.hang_up()
    asterisk.wait_until(lambda: asterisk.channels() == 0)
    assert compare(sentence("customer").part(0, 2.5), read_raw(customer.heard)).correlation > 0.95
    assert compare(sentence("agent").part(0, 2.5), read_raw(asterisk.heard("local"))).correlation > 0.95


def test_a_silent_customer_hears_the_colleague_of_the_directory_as_600_hertz(asterisk: Asterisk) -> None:
    customer = asterisk.call_from_customer("710", speech="")
    time.sleep(0.7)
    customer.hang_up()
    asterisk.wait_until(lambda: asterisk.channels() == 0)
    assert read_raw(customer.heard).part(0.2, 0.6).tone_share(600) > 0.9


def test_the_queue_holds_a_caller_and_knows_its_members(fresh_asterisk: Asterisk) -> None:
    asterisk = fresh_asterisk
    asterisk.join_queue("101")
    customer = asterisk.call_from_customer("700", number="+4670111", speech="")
    asterisk.wait_until(lambda: asterisk.callers_waiting("support") == 1)
    (member,) = asterisk.queue_members("support")
    assert (member.agent, member.status, member.is_paused) == ("101", MemberStatus.UNREACHABLE, False)
    customer.hang_up()
    asterisk.wait_until(lambda: asterisk.callers_waiting("support") == 0)
    assert not customer.is_on_the_line


def test_a_call_that_is_refused_has_no_customer_on_the_line(asterisk: Asterisk) -> None:
    customer = asterisk.call_from_customer("604")
    asterisk.wait_until(lambda: asterisk.channels() == 0)
    assert not customer.is_on_the_line
    with pytest.raises(FileNotFoundError):
        asterisk.heard("604")


def test_a_frozen_asterisk_keeps_its_ports_and_answers_nobody(asterisk: Asterisk) -> None:
    asterisk.freeze()
    try:
        with (
            socket.create_connection(("127.0.0.1", asterisk.ports.http), timeout=1) as connection,
            pytest.raises(TimeoutError),
        ):
            connection.settimeout(0.3)
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            connection.recv(1)
    finally:
        asterisk.revive()
    assert asterisk.channels() == 0


def test_a_restart_keeps_the_ports_and_forgets_the_queue(asterisk: Asterisk) -> None:
    asterisk.join_queue("101")
    pid = asterisk.pid
    asterisk.restart()
    assert asterisk.pid != pid
    assert asterisk.queue_members("support") == []
    assert _tls(asterisk.ports.sips, asterisk.certificates.ca) == "TLSv1.3"


def test_a_killed_asterisk_is_gone_and_can_be_started_again(asterisk: Asterisk) -> None:
    asterisk.kill()
    with pytest.raises(httpx.ConnectError):
        asterisk.channels()
    asterisk.revive()
    assert asterisk.channels() == 0
