from __future__ import annotations

import pytest

from softphone.practice.sip import messages
from softphone.practice.sip.digest import NONCE_SECONDS, Authenticator, Verdict
from tests.practice.sip_bench import Bench


def _bound(bench: Bench) -> str:
    binding = bench.board.registrar.binding("101")
    return binding.contact if binding else ""


def test_the_right_password_registers_and_the_answer_names_the_contact() -> None:
    bench = Bench()
    phone = bench.phone("101")
    ok = phone.register(expires=120)
    assert phone.codes() == [401, 200]
    assert messages.values(ok, "Contact") == [f"<sip:101@127.0.0.1:{phone.hop[1]};ob>;expires=120"]


def test_sha_256_is_as_good_as_md5() -> None:
    bench = Bench()
    phone = bench.phone("101")
    request = phone.request("REGISTER", "101")
    phone.say(request)
    phone.say(phone.with_password(request, phone.last_response, "sesame", "SHA-256"))
    assert phone.codes() == [401, 200]


@pytest.mark.parametrize(("user", "password"), [("101", "wrong"), ("102", "sesame"), ("999", "sesame")])
def test_a_wrong_password_or_user_is_403(user: str, password: str) -> None:
    bench = Bench()
    phone = bench.phone(user)
    assert phone.register(password=password).code == 403


def test_nobody_registers_for_somebody_else() -> None:
    bench = Bench()
    phone = bench.phone("102")
    request = phone.request("REGISTER", "101")
    assert phone.ask(request, "open").code == 403
    assert bench.board.registrar.binding("101") is None


def test_the_same_answer_does_not_count_twice() -> None:
    bench = Bench()
    phone = bench.phone("101")
    request = phone.request("REGISTER", "101")
    phone.say(request)
    right = phone.with_password(request, phone.last_response, "sesame")
    phone.say(right)
    replayed = messages.copied(right)
    phone.renew(replayed)
    phone.say(replayed)
    assert phone.codes() == [401, 200, 401]
    assert "stale=true" in phone.last_response.headers["WWW-Authenticate"]


def test_an_old_nonce_is_stale_and_a_made_up_one_too() -> None:
    now = [0.0]
    authenticator = Authenticator("r", {"a": "b"}, lambda: now[0])
    bench = Bench()
    phone = bench.phone("a")
    request = phone.request("REGISTER", "a")
    challenge = messages.answer_to(request, 401)
    challenge.headers.setlist("WWW-Authenticate", [v.replace('"r"', '"practice"') for v in authenticator.challenges()])
    practice = Authenticator("practice", {"a": "b"}, lambda: now[0])
    made_up = phone.with_password(request, challenge, "b").headers["Authorization"]
    assert practice.judge(made_up, "REGISTER").verdict is Verdict.STALE
    challenge.headers.setlist("WWW-Authenticate", practice.challenges())
    answer = phone.with_password(request, challenge, "b").headers["Authorization"]
    now[0] = NONCE_SECONDS + 1
    assert practice.judge(answer, "REGISTER").verdict is Verdict.STALE


@pytest.mark.parametrize(
    "header", ["Digest", "Basic YTpi", "Digest realm=x", 'Digest nonce="", =', "\x00", "Digest a=1,,b=2"]
)
def test_nonsense_is_no_password(header: str) -> None:
    verdict = Authenticator("r", {"a": "b"}, lambda: 0.0).judge(header, "REGISTER").verdict
    assert verdict in (Verdict.MISSING, Verdict.WRONG)


def test_a_registration_expires() -> None:
    bench = Bench()
    bench.phone("101").register(expires=60)
    bench.timers.advance(59)
    assert _bound(bench)
    bench.timers.advance(2)
    assert not _bound(bench)


def test_a_refresh_keeps_it() -> None:
    bench = Bench()
    phone = bench.phone("101")
    for _ in range(3):
        assert phone.register(expires=60).code == 200
        bench.timers.advance(50)
    assert _bound(bench)


def test_un_registering_leaves_nothing() -> None:
    bench = Bench()
    phone = bench.phone("101")
    phone.register()
    ok = phone.register(expires=0)
    assert (ok.code, messages.values(ok, "Contact"), _bound(bench)) == (200, [], "")


def test_a_star_forgets_and_means_nothing_else() -> None:
    bench = Bench()
    phone = bench.phone("101")
    phone.register()
    for expires, code in ((60, 400), (0, 200)):
        request = phone.request("REGISTER", "101")
        request.headers.set("Contact", "*")
        request.headers.set("Expires", str(expires))
        assert phone.ask(request, "sesame").code == code
    assert not _bound(bench)


def test_the_newest_phone_takes_the_place_of_an_older() -> None:
    bench = Bench()
    bench.phone("101").register()
    second = bench.phone("101")
    ok = second.register()
    assert len(messages.values(ok, "Contact")) == 1
    assert _bound(bench) == f"sip:101@127.0.0.1:{second.hop[1]};ob"


def test_a_contact_on_another_machine_is_not_taken() -> None:
    bench = Bench()
    phone = bench.phone("101")
    request = phone.request("REGISTER", "101")
    request.headers.set("Contact", "<sip:101@192.0.2.1>")
    assert phone.ask(request, "sesame").code == 400


def test_an_older_register_does_not_undo_a_newer() -> None:
    bench = Bench()
    phone = bench.phone("101")
    phone.register()
    late = phone.request("REGISTER", "101", call_id=f"reg-{phone.hop[1]}")
    phone.say(late)
    again = phone.with_password(late, phone.last_response, "sesame")
    again.headers.set("CSeq", "1 REGISTER")
    again.headers.set("Expires", "0")
    phone.say(again)
    assert phone.last_response.code == 500
    assert _bound(bench)
