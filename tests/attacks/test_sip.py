"""SIP made to harm: from strangers, who reach nothing, and from the registrar itself, which may be anybody's proxy."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from softphone.engine.named_hosts import MOST_AT_ONCE
from softphone.model.engine_link import CallReport, Register, Reject, SetLevels, Unregister
from tests.attacks.mutation import mutations
from tests.attacks.raw_registrar import RawRegistrar, request
from tests.engine.engine_client import EngineClient, running_engine

METHODS = (b"INVITE", b"OPTIONS", b"REFER", b"SUBSCRIBE", b"NOTIFY", b"MESSAGE", b"BYE", b"CANCEL", b"UPDATE", b"ACK")
MORE_HEADERS = (
    b"Route: <sip:a;lr>\r\nSupported: timer,100rel\r\nSession-Expires: 90\r\nEvent: presence\r\n"
    b'P-Asserted-Identity: "x" <sip:5@x>\r\nReplaces: a;to-tag=b;from-tag=c\r\nRefer-To: <sip:900@evil.example>\r\n'
)


@pytest.fixture
def registrar(engine: EngineClient) -> Iterator[RawRegistrar]:
    with RawRegistrar() as registrar:
        engine.do(Register(account=registrar.account))
        engine.registered()
        yield registrar
        engine.ask(Unregister())


def assert_lives(engine: EngineClient) -> None:
    began = time.monotonic()
    engine.do(SetLevels())
    assert time.monotonic() - began < 1.0


def end_all(engine: EngineClient) -> None:
    for call in tuple(engine.calls.values()):
        if call.may_answer:
            engine.ask(Reject(call_id=call.id))


def every_message() -> list[bytes]:
    return [request(method, headers=MORE_HEADERS) for method in METHODS]


def test_a_thousand_wrong_messages_of_a_stranger_show_nothing(engine: EngineClient, registrar: RawRegistrar) -> None:
    for message in mutations(every_message(), 1000, seed=1):
        registrar.send_as_stranger(message)
    assert_lives(engine)
    assert not engine.collect(CallReport, 0.3)


def test_a_thousand_wrong_messages_of_the_registrar_end_nothing(engine: EngineClient, registrar: RawRegistrar) -> None:
    answers = [data.replace(b"REGISTER", b"SIP/2.0 200 OK", 1) for data in registrar.received]
    for message in mutations([*every_message(), *answers], 1000, seed=2):
        registrar.send(message)
    assert_lives(engine)
    end_all(engine)


def test_strangers_who_call_all_at_once_do_not_keep_the_customer_out(
    engine: EngineClient, registrar: RawRegistrar
) -> None:
    for _ in range(200):
        registrar.send_as_stranger(request())
    time.sleep(0.1)
    registrar.send(request(caller=b'"Real" <sip:+46701234567@127.0.0.1>'))
    assert engine.ringing().number == "+46701234567"
    end_all(engine)


@pytest.mark.parametrize("after", ["\u00b2", "\u0663", "-1", "9" * 40, ""])
def test_a_call_with_a_strange_header_is_shown_all_the_same(
    engine: EngineClient, registrar: RawRegistrar, after: str
) -> None:
    """Once it rings at the caller's, it must not be the agent who does not see it."""
    registrar.send(request(headers=f"Alert-Info: <x>;answer-after={after}\r\nX-Queue-Wait: {after}\r\n".encode()))
    assert engine.ringing()
    end_all(engine)


def test_a_name_is_text_of_one_line_whatever_its_bytes(engine: EngineClient, registrar: RawRegistrar) -> None:
    registrar.send(request(caller=b'"\xff\xfe\xe2\x80\xaeevil\x00\x1b[2J\xe2\x80\xa8" <sip:%0d%0a%3Cb%3E7@x>'))
    call = engine.ringing()
    assert call.name == "evil[2J"
    assert call.number == "<b>7"
    end_all(engine)


def test_no_name_is_so_long_that_reading_it_takes_time(engine: EngineClient, registrar: RawRegistrar) -> None:
    registrar.send(request(headers=b"P-Asserted-Identity: \x01" + b" " * 600 + b"<" + b" " * 390 + b"\r\n"))
    assert engine.ringing()
    assert_lives(engine)
    end_all(engine)


HANGING_RESOLVER = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <unistd.h>
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hint, struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    real = dlsym(RTLD_NEXT, "getaddrinfo");
    struct addrinfo numeric = {0};
    if (hint) numeric = *hint;
    numeric.ai_flags |= AI_NUMERICHOST;
    int answer = real(name, service, &numeric, found);
    if (answer && !(hint && hint->ai_flags & AI_NUMERICHOST)) sleep(3);
    return answer;
}
"""


@pytest.fixture
def hanging_resolver(tmp_path: Path) -> Path:
    """To be loaded before an engine's libraries; the compiler is there, for our wheel needs it, too."""
    source, library = tmp_path / "hanging.c", tmp_path / "hanging.so"
    source.write_text(HANGING_RESOLVER)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


def test_no_stranger_makes_the_engine_wait_for_a_resolver(folder: Path, hanging_resolver: Path) -> None:
    """Its one thread would hang for as long as the server of the stranger's own domain likes."""
    places = (
        (b";rport;", b";rport;maddr=name.in.a.via.invalid;"),
        (b"Contact: <sip:raw@127.0.0.1:9>", b"Contact: <sip:raw@name.in.a.contact.invalid>"),
        (b"c=IN IP4 127.0.0.1", b"c=IN IP4 name.in.a.sdp.invalid"),
    )
    with (
        running_engine(folder, environment={"LD_PRELOAD": str(hanging_resolver)}) as engine,
        RawRegistrar() as registrar,
    ):
        engine.do(Register(account=registrar.account))
        engine.registered()
        for old, new in places:
            registrar.send_as_stranger(request().replace(old, new))
            registrar.send_as_stranger(request(b"OPTIONS").replace(old, new))
            assert_lives(engine)
        engine.do(Unregister())


def test_a_caller_who_names_many_hosts_starts_few_programs(engine: EngineClient, registrar: RawRegistrar) -> None:
    """For each name that our server passes on, one is started that resolves it."""
    names = ",".join(f"<sip:host{number}.invalid;lr>" for number in range(40))
    registrar.send(request(headers=f"Record-Route: {names}\r\n".encode()))
    assert engine.ringing()
    assert len(psutil.Process(engine.snapshot.engine_pid).children()) <= MOST_AT_ONCE
    end_all(engine)


def test_the_log_holds_nothing_of_a_message_that_cannot_be_read(
    engine: EngineClient, registrar: RawRegistrar, folder: Path
) -> None:
    wrong = request(caller=b'"Annabella" <sip:1@x>').replace(b"CSeq: 1 INVITE\r\n", b"")
    registrar.send(wrong.replace(b"m=audio", b"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:Geheim\r\nm=audio"))
    registrar.send(request(caller=b'"Annabella" <sip:1@x').replace(b"CSeq: 1", b"CSeq: x"))
    assert_lives(engine)
    log = (folder / "engine.log").read_text() + (folder / "engine.out").read_text()
    assert "pjsip" in log
    assert "Annabella" not in log
    assert "Geheim" not in log
