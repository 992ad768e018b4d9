"""How the person and the queue of a call are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QObject

from softphone.model.calls import Call
from softphone.model.history import Person
from softphone.model.workplace import Profile, Queue
from softphone.ui.controls.text import isolated, quoted_name

translate = QCoreApplication.translate


class _Counts(QObject):
    """Sentences with a number: the collector of Qt 6.11 finds them only as `tr`."""

    def earlier(self, count: int) -> str:
        return self.tr("%n earlier call(s)", "", count)


@dataclass(slots=True)
class Who:
    """What panes know besides the call itself: profile, persons found, how numbers are written."""

    formatted: Callable[[str], str]
    profile: Profile | None = None
    persons: dict[str, Person] = field(default_factory=dict)

    def person(self, call: Call) -> Person | None:
        return self.persons.get(call.id)

    def queue(self, call: Call) -> Queue | None:
        return self.profile.queue(call.queue) if self.profile and call.queue else None

    def number(self, call: Call) -> str:
        if not call.number:
            return ""
        person = self.person(call)
        return isolated(person.formatted if person and person.formatted else self.formatted(call.number))

    def title(self, call: Call) -> str:
        """The largest words: the name that we or the server know, else the number."""
        person = self.person(call)
        name = (person.name if person else "") or self._name_sent(call)
        return quoted_name(name) or self.number(call) or translate("Who", "Number withheld")

    def line(self, call: Call) -> str:
        """Below the title: number and region; the number only where it is not the title."""
        person = self.person(call)
        number = self.number(call)
        parts = [number if number != self.title(call) else "", person.region if person else ""]
        return " · ".join(part for part in parts if part)

    def place(self, call: Call) -> str:
        """Company and queue: "Acme Support · Support"."""
        company = self.profile.workplace.name if self.profile else ""
        queue = self.queue(call)
        if queue or call.queue:
            return " · ".join(part for part in (company, queue.name if queue else call.queue) if part)
        kind = translate("Who", "Direct call") if call.incoming else translate("Who", "Outgoing call")
        return " · ".join(part for part in (company, kind) if part)

    def greeting(self, call: Call) -> str:
        """What to say, in quotation marks; "" for an outgoing call or a queue without a greeting."""
        queue = self.queue(call)
        if not call.incoming or queue is None or not queue.greeting or self.profile is None:
            return ""
        return f"“{queue.greeting.replace('{agent}', self.profile.agent.name)}”"

    def earlier(self, call: Call) -> str:
        """ "3 earlier calls · last: “parcel not delivered”"."""
        person = self.person(call)
        if person is None or not person.calls:
            return translate("Who", "First call with this number") if person else ""
        words = _Counts().earlier(person.calls)
        if not person.notes:
            return words
        newest = person.notes[0]
        gist = newest.text.strip().split("\n")[0] or newest.disposition
        return f"{words} · " + translate("Who", "last: {0}").format(f"“{quoted_name(gist)}”")

    def _name_sent(self, call: Call) -> str:
        return call.name if call.name != call.number else ""
