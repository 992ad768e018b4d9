"""Joins signing in and the telephone: who is signed in has the line open, with the account of the profile."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

from softphone.features.phone_line import PhoneLine
from softphone.model.engine_link import Account
from softphone.model.phone_account import account_of
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.model.workplace import Profile
from softphone.ports.store import Settings
from softphone.runtime.background import Background
from softphone.runtime.events import Events
from softphone.runtime.private_file import write_private

_INSTANCE = "instance-id"


class LineOpening:
    def __init__(
        self,
        line: PhoneLine,
        events: Events,
        *,
        settings_of: Callable[[], Settings | None],
        password_of: Callable[[], str],
        folder_of: Callable[[], Path],
        ca_file: Path | None,
    ) -> None:
        self._line = line
        self._settings_of = settings_of
        self._password_of = password_of
        self._folder_of = folder_of
        self._ca_file = ca_file
        self._account: Account | None = None
        self._work = Background()
        events.subscribe(SignInChanged, self._note_sign_in)

    def _note_sign_in(self, event: SignInChanged) -> None:
        if event.step is SignInStep.SIGNED_IN and event.profile is not None:
            self._work.start(self._open(event.profile))
        elif event.step is SignInStep.SIGNED_OUT:
            self._account = None

    async def _open(self, profile: Profile) -> None:
        """A profile that changed nothing for the telephone leaves a standing registration alone."""
        password = self._password_of()
        if not password and not (profile.phone and profile.phone.password):
            return
        account = account_of(profile, password, self._ca_of(profile), await self._instance_id())
        if account is not None and account != self._account:
            self._account = account
            await self._line.open(account)

    def _ca_of(self, profile: Profile) -> str:
        if profile.phone is None or not profile.phone.ca_pem:
            return str(self._ca_file or "")
        file = self._folder_of() / "phone-ca.pem"
        pem = profile.phone.ca_pem.encode()
        if not file.exists() or file.read_bytes() != pem:
            write_private(file, pem)
        return str(file)

    async def _instance_id(self) -> str:
        """The same for all time of this installation: the server knows by it whose old connection is dead."""
        settings = self._settings_of()
        if settings is None:
            return ""
        known = await settings.setting(_INSTANCE)
        if not known:
            known = str(uuid.uuid4())
            await settings.keep_setting(_INSTANCE, known)
        return known
