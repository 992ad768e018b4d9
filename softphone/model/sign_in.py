"""Signing in: who, where, and how far it got."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import Enum

from softphone.model.problems import Problem
from softphone.model.workplace import Profile


@dataclass(frozen=True, slots=True)
class WorkplaceLogin:
    """A remembered workplace: never holds a secret."""

    address: str
    """As typed, tidied: "https://acme.example" or "http://127.0.0.1:8080"."""
    agent_id: str
    workplace_name: str = ""
    stay_signed_in: bool = False

    @property
    def key(self) -> str:
        """Name of the data folder and of the secrets: readable, and never the same for two workplaces or agents."""
        text = f"{self.address.removeprefix('https://')}-{self.agent_id}"
        readable = re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-.").lower()[:60]
        return f"{readable}-{hashlib.sha256(f'{self.address} {self.agent_id}'.encode()).hexdigest()[:8]}"


class SignInStep(Enum):
    SIGNED_OUT = "signed out"
    FETCHING = "fetching the profile"
    OPENING = "opening the store"
    SIGNED_IN = "signed in"
    SIGNING_OUT = "signing out"


@dataclass(frozen=True, slots=True)
class SignInChanged:
    step: SignInStep
    login: WorkplaceLogin | None = None
    profile: Profile | None = None
    problem: Problem | None = None
    """Why it is signed out, or what is wrong although it is signed in."""
    remembered: tuple[WorkplaceLogin, ...] = ()
