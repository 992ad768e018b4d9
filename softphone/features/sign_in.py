"""Signing in and out: the profile from the workplace, the secrets in the key store, the store opened.

Who stayed signed in works with the last profile at once; a newer one follows as soon as the workplace answers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from softphone.model.addresses import tidy_address
from softphone.model.problems import (
    BadAddress,
    BadProfile,
    Problem,
    SecretStoreProblem,
    SignInProblem,
    StoreProblem,
    WrongPassword,
)
from softphone.model.sign_in import SignInChanged, SignInStep, WorkplaceLogin
from softphone.model.workplace import Profile
from softphone.model.workplace_document import read_profile, write_profile
from softphone.ports.sign_in import RememberedWorkplaces, SecretStore, StoreOpener, WorkplaceServer
from softphone.ports.store import Store
from softphone.runtime.background import Background
from softphone.runtime.clock import Clock
from softphone.runtime.events import Events

FETCH_SECONDS = 1.0
"""So long after who stayed signed in: fetching (with all that it loads) would keep the telephone from registering."""
FETCH_AGAIN_SECONDS = 30.0
LEAVE_SECONDS = 10.0
"""How long each piece of work before signing out may take."""
_PROFILE = "profile"
log = logging.getLogger(__name__)


class SignIn:
    def __init__(  # noqa: PLR0917 - one of each port
        self,
        server: WorkplaceServer,
        secrets: SecretStore,
        workplaces: RememberedWorkplaces,
        opener: StoreOpener,
        events: Events,
        clock: Clock,
        is_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """`is_busy`: a call stands, so that a password that was changed meanwhile does not end it."""
        self._server = server
        self._secrets = secrets
        self._workplaces = workplaces
        self._opener = opener
        self._events = events
        self._clock = clock
        self._is_busy = is_busy
        self._login: WorkplaceLogin | None = None
        self._profile: Profile | None = None
        self._password = ""
        self._store: Store | None = None
        self._problem: Problem | None = None
        self._before_leaving: list[Callable[[], Awaitable[object]]] = []
        self._switching = asyncio.Lock()
        self._refreshing: asyncio.Task[None] | None = None
        self._work = Background()

    @property
    def store(self) -> Store | None:
        """Open from before SIGNED_IN is published until after the last work before leaving."""
        return self._store

    @property
    def login(self) -> WorkplaceLogin | None:
        return self._login

    @property
    def profile(self) -> Profile | None:
        return self._profile

    @property
    def password(self) -> str:
        """The sign-in's own, for services without one; "" when signed out. Only in memory."""
        return self._password

    def leave_with(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do this, in the order given, before the store is closed. A StoreProblem of it stops the signing out."""
        self._before_leaving.append(work)

    async def sign_in(self, address: str, agent_id: str, password: str, stay_signed_in: bool) -> None:
        """Ends in SIGNED_IN, or in SIGNED_OUT with the problem. Ignored while another sign-in goes on."""
        if self._switching.locked():
            return
        async with self._switching:
            typed = WorkplaceLogin(address, agent_id.strip(), stay_signed_in=stay_signed_in)
            login = self._tidied(typed)
            if login and (self._store is None or await self._change_over()):
                await self._attempt(login, self._enter(login, password))

    async def resume(self) -> None:
        """Sign in who stayed signed in, without asking; else SIGNED_OUT with what is remembered."""
        async with self._switching:
            staying = [login for login in self._workplaces.all() if login.stay_signed_in]
            if staying:
                await self._attempt(staying[0], self._resume(staying[0]))
            else:
                self._tell(SignInStep.SIGNED_OUT)

    async def rejoin(self) -> None:
        """The window before us died: go on as it was. A password that was not kept is not asked for: the telephone
        still has its line."""
        async with self._switching:
            last = next(iter(self._workplaces.all()), None)
            if last is None:
                self._tell(SignInStep.SIGNED_OUT)
            else:
                await self._attempt(last, self._resume(last) if last.stay_signed_in else self._rejoin(last))

    async def sign_out(self) -> None:
        """Forget the password, close the store. The database's key stays: without it the notes would be lost."""
        async with self._switching:
            await self._sign_out(None)

    async def forget(self, login: WorkplaceLogin) -> None:
        """Take it from the list. Its notes stay on disk, encrypted."""
        async with self._switching:
            is_current = self._login is not None and self._login.key == login.key
            if is_current and not await self._sign_out(None):
                return
            problem = await self._forget_password(login)
            self._workplaces.forget(login)
            self._tell(SignInStep.SIGNED_IN if self._store else SignInStep.SIGNED_OUT, self._login, problem)

    async def close(self) -> None:
        """The window ends: nothing is forgotten."""
        await self._work.close()
        await self._close_store()

    # ------------------------------------------------------------ in

    def _tidied(self, typed: WorkplaceLogin) -> WorkplaceLogin | None:
        try:
            return replace(typed, address=tidy_address(typed.address))
        except BadAddress as problem:
            self._tell(SignInStep.SIGNED_IN if self._store else SignInStep.SIGNED_OUT, self._login or typed, problem)
            return None

    async def _attempt(self, login: WorkplaceLogin, work: Awaitable[None]) -> None:
        try:
            await work
        except Problem as problem:
            await self._close_store()
            if isinstance(problem, WrongPassword) and self._is_kept(login):
                await self._forget_password(login)
            self._tell(SignInStep.SIGNED_OUT, login, problem)
        except BaseException:
            await self._close_store()
            raise

    async def _enter(self, login: WorkplaceLogin, password: str) -> None:
        profile = await self._fetch(login, password)
        await self._open_store(login)
        if login.stay_signed_in:
            await self._secrets.keep(_password_name(login), password)
        else:
            await self._secrets.forget(_password_name(login))
        problem = await self._is_in(login, password, profile)
        self._tell(SignInStep.SIGNED_IN, self._login, problem)
        self._work.start(self._check(self._open))

    async def _resume(self, login: WorkplaceLogin) -> None:
        self._tell(SignInStep.OPENING, login)
        password = await self._secrets.secret(_password_name(login))
        if password is None:
            self._tell(SignInStep.SIGNED_OUT, login)
            return
        await self._open_store(login)
        profile = await self._last_profile()
        if profile is None:
            await self._is_in(login, password, await self._fetch(login, password))
        else:
            self._login, self._password, self._profile = login, password, profile
            self._refreshing = self._work.start(self._refresh(login, password))
        self._tell(SignInStep.SIGNED_IN, self._login)
        self._work.start(self._check(self._open))

    async def _rejoin(self, login: WorkplaceLogin) -> None:
        await self._open_store(login)
        profile = await self._last_profile()
        if profile is None:
            raise WrongPassword("no profile was kept")
        self._login, self._profile = login, profile
        self._tell(SignInStep.SIGNED_IN, self._login)
        self._work.start(self._check(self._open))

    async def _fetch(self, login: WorkplaceLogin, password: str) -> Profile:
        self._tell(SignInStep.FETCHING, login)
        return await self._server.fetch_profile(login.address, login.agent_id, password)

    async def _open_store(self, login: WorkplaceLogin) -> None:
        self._tell(SignInStep.OPENING, login)
        name = f"{login.key}/database"
        key = await self._secrets.secret(name)
        self._store = await self._opener.open(login.key, key, lambda made: self._secrets.keep(name, made))

    async def _is_in(self, login: WorkplaceLogin, password: str, profile: Profile) -> StoreProblem | None:
        """A profile that cannot be kept on disk is no reason not to work: it is told."""
        self._login = replace(login, workplace_name=profile.workplace.name)
        self._password, self._profile = password, profile
        self._workplaces.remember(self._login)
        try:
            await self._open.keep_setting(_PROFILE, write_profile(profile).decode())
        except StoreProblem as problem:
            return problem
        return None

    async def _last_profile(self) -> Profile | None:
        kept = await self._open.setting(_PROFILE)
        try:
            return read_profile(kept.encode()) if kept else None
        except BadProfile as problem:
            log.info("the profile that was kept is not used: %s", type(problem).__name__)
            return None

    # ------------------------------------------------------------ staying in

    async def _refresh(self, login: WorkplaceLogin, password: str) -> None:
        """Until the workplace has answered once."""
        await self._clock.sleep(FETCH_SECONDS)
        while not await self._is_refreshed(login, password):
            await self._clock.sleep(FETCH_AGAIN_SECONDS)

    async def _is_refreshed(self, login: WorkplaceLogin, password: str) -> bool:
        try:
            profile = await self._server.fetch_profile(login.address, login.agent_id, password)
        except WrongPassword as problem:
            return await self._is_sent_away(problem)
        except SignInProblem as problem:
            self._tell_if_new(problem)
            return False
        if profile != self._profile:
            problem_of_store = await self._is_in(login, password, profile)
            self._tell(SignInStep.SIGNED_IN, self._login, problem_of_store)
        else:
            self._tell_if_new(None)
        return True

    async def _is_sent_away(self, problem: WrongPassword) -> bool:
        self._tell_if_new(problem)
        while self._is_busy():
            await self._clock.sleep(1.0)
        async with self._switching:
            return await self._sign_out(problem)

    async def _check(self, store: Store) -> None:
        try:
            await store.check()
        except StoreProblem as problem:
            if self._store is store:
                self._tell(SignInStep.SIGNED_IN, self._login, problem)

    # ------------------------------------------------------------ out

    async def _sign_out(self, why: Problem | None) -> bool:
        """Whether it is done: not while something that was typed cannot be saved."""
        login = self._login
        if login is None or not await self._leave():
            return login is None
        problem = await self._forget_password(login)
        self._workplaces.remember(replace(login, stay_signed_in=False))
        self._tell(SignInStep.SIGNED_OUT, login, why or problem)
        return True

    async def _change_over(self) -> bool:
        """From one workplace to the next; the first stays signed in for the next start."""
        if not await self._leave():
            return False
        self._tell(SignInStep.SIGNED_OUT)
        return True

    async def _leave(self) -> bool:
        self._tell(SignInStep.SIGNING_OUT, self._login)
        for work in self._before_leaving:
            try:
                await asyncio.wait_for(work(), LEAVE_SECONDS)
            except StoreProblem as problem:
                self._tell(SignInStep.SIGNED_IN, self._login, problem)
                return False
            except Exception:
                # Whatever else cannot be tidied up must not keep the agent from leaving.
                log.exception("leaving: one piece of work failed")
        await self._close_store()
        return True

    async def _close_store(self) -> None:
        if self._refreshing is not None and self._refreshing is not asyncio.current_task():
            self._refreshing.cancel()
        self._refreshing = None
        store, self._store = self._store, None
        self._login, self._profile, self._password = None, None, ""
        if store is not None:
            await store.close()

    def _is_kept(self, login: WorkplaceLogin) -> bool:
        """Else the key store is not asked, which may ask a person: not for a password that the workplace refused."""
        return any(known.key == login.key and known.stay_signed_in for known in self._workplaces.all())

    async def _forget_password(self, login: WorkplaceLogin) -> SecretStoreProblem | None:
        try:
            await self._secrets.forget(_password_name(login))
        except SecretStoreProblem as problem:
            return problem
        return None

    # ------------------------------------------------------------

    def _tell_if_new(self, problem: SignInProblem | None) -> None:
        """What the workplace answers takes back what it answered before, not what is wrong with the store."""
        before = self._problem if isinstance(self._problem, SignInProblem) else None
        if type(problem) is not type(before):
            self._tell(SignInStep.SIGNED_IN, self._login, problem)

    def _tell(self, step: SignInStep, login: WorkplaceLogin | None = None, problem: Problem | None = None) -> None:
        self._problem = problem
        profile = self._profile if self._store else None
        self._events.publish(SignInChanged(step, login, profile, problem, tuple(self._workplaces.all())))

    @property
    def _open(self) -> Store:
        assert self._store is not None
        return self._store


def _password_name(login: WorkplaceLogin) -> str:
    return f"{login.key}/password"
