"""Signing in: who, where, and how far it got."""

from __future__ import annotations

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
        """Name of the data folder and of the secrets: one for each workplace and agent."""
        text = f"{self.address.removeprefix('https://')}-{self.agent_id}"
        return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-.").lower()


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
