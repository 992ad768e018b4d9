"""The centre's web server: the workplace document for the agent, and the control channel for who holds the token."""

from __future__ import annotations

import base64
import hmac
import math
from collections.abc import Awaitable, Callable
from typing import Protocol

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from softphone.model.practice import Listening, PracticeState, Say
from softphone.model.workplace import Profile
from softphone.practice.engine_line import EngineRefused
from softphone.practice.people import NotNow, People

MOST_BODY_BYTES = 4096
LONGEST_WAIT_SECONDS = 30.0
Handler = Callable[[Request], Awaitable[Response]]


class Office(Protocol):
    """What the web server shows and passes on."""

    token: str

    @property
    def people(self) -> People: ...
    def profile(self, agent_id: str, password: str) -> Profile | None:
        """None for a wrong id or password."""
        ...

    async def state(self, after: int, wait_seconds: float) -> PracticeState: ...
    def visited(self) -> None:
        """Somebody with the token was here."""
        ...

    def leave(self) -> None: ...


def web_application(office: Office) -> Starlette:
    control = _Control(office)
    routes = [
        Route("/profile", _Profile(office).show),
        Route("/control/state", control.guarded(control.state)),
        Route("/control/leave", control.guarded(control.leave), methods=["POST"]),
        Route("/control/people/{number}/call", control.guarded(control.call), methods=["POST"]),
        Route("/control/people/{number}/say", control.guarded(control.say), methods=["POST"]),
        Route("/control/people/{number}/hang_up", control.guarded(control.hang_up), methods=["POST"]),
        Route("/control/people/{number}/ear", control.guarded(control.listen), methods=["POST"]),
        Route("/control/people/{number}/ear", control.guarded(control.stop_listening), methods=["DELETE"]),
    ]
    return Starlette(routes=routes)


class _Profile:
    def __init__(self, office: Office) -> None:
        self._office = office

    async def show(self, request: Request) -> Response:
        agent_id, password = basic_credentials(request.headers.get("authorization", ""))
        profile = self._office.profile(agent_id, password)
        if profile is None:
            return Response(status_code=401, headers={"WWW-Authenticate": 'Basic realm="practice", charset="UTF-8"'})
        return _json(profile)


class _Control:
    def __init__(self, office: Office) -> None:
        self._office = office

    def guarded(self, handler: Handler) -> Handler:
        """Only for who holds the token; what cannot be done now is 409, nobody's number 404, nonsense 400."""

        async def handle(request: Request) -> Response:
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {self._office.token}".encode()):
                return Response(status_code=401)
            self._office.visited()
            try:
                return await handler(request)
            except KeyError:
                return Response("nobody has this number", 404)
            except (NotNow, EngineRefused) as reason:
                return Response(str(reason), 409)
            except (msgspec.MsgspecError, ValueError) as reason:
                return Response(str(reason), 400)

        return handle

    async def state(self, request: Request) -> Response:
        after = int(request.query_params.get("after", "-1"))
        wait = float(request.query_params.get("wait_seconds", "0"))
        if not math.isfinite(wait):
            # One timer at "not a number" leaves all timers of the loop in disorder.
            raise ValueError("not a time")
        return _json(await self._office.state(after, min(max(wait, 0.0), LONGEST_WAIT_SECONDS)))

    async def leave(self, _: Request) -> Response:
        self._office.leave()
        return Response(status_code=204)

    async def call(self, request: Request) -> Response:
        await self._office.people.call(request.path_params["number"])
        return Response(status_code=204)

    async def say(self, request: Request) -> Response:
        wish = msgspec.json.decode(await _body(request), type=Say)
        await self._office.people.say(request.path_params["number"], wish.voice)
        return Response(status_code=204)

    async def hang_up(self, request: Request) -> Response:
        await self._office.people.conversation(request.path_params["number"]).hang_up()
        return Response(status_code=204)

    async def listen(self, request: Request) -> Response:
        path = await self._office.people.conversation(request.path_params["number"]).listen_anew()
        return _json(Listening(path=str(path)))

    async def stop_listening(self, request: Request) -> Response:
        await self._office.people.conversation(request.path_params["number"]).stop_listening()
        return Response(status_code=204)


def basic_credentials(header: str) -> tuple[str, str]:
    """User and password of an Authorization header; empty strings when it is not HTTP Basic."""
    scheme, _, coded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(coded, validate=True).decode("utf-8").partition(":")
    except ValueError:
        return "", ""
    return user, password


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY_BYTES:
            raise ValueError("too long")
    return body


def _json(value: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")
