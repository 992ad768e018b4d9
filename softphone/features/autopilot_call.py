"""The autopilot's great call: from the ring to the note that is found again, each direction of sound measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from softphone.features.autopilot_logbook import Logbook
from softphone.features.autopilot_partner import Partner, is_like, require_like, require_silence
from softphone.features.autopilot_sight import Sight, StepFailed
from softphone.features.calls import Calls
from softphone.features.notes import Notes
from softphone.model.calls import Call, CallId, CallState, EndReason
from softphone.model.practice import AutopilotPlan, PersonState, PersonView, Step
from softphone.ports.practice import Likeness
from softphone.runtime.clock import Clock

SOON = 5.0
SENTENCE_SECONDS = 15.0
"""The longest that a person may take to say a sentence."""
SETTLING_SECONDS = 0.3
"""Files are whole and jitter buffers have begun to play after this time."""
UNDER_WAY_SECONDS = 1.0
"""Sound that was under way when something changed is over after this time, also on a busy computer."""
SILENCE_SECONDS = 0.5
MOST_TRIES = 3
"""A jitter buffer that just changes its length bends what is said; on a busy computer a second try tells."""
SAMPLE_SECONDS = 1.6
"""Long enough to hold words wherever in the agent's sentence it begins."""


PersonIsSo = Callable[[PersonView], bool]


@dataclass
class CallLeg:
    calls: Calls
    notes: Notes
    sight: Sight
    partner: Partner
    clock: Clock
    book: Logbook
    plan: AutopilotPlan
    transfer_target: str
    """The colleague as the workplace's directory has it."""
    call_id: CallId = field(default_factory=lambda: CallId(""))

    @property
    def _customer(self) -> str:
        return self.plan.customer

    @property
    def _call(self) -> Call:
        return self.sight.call(self.call_id)

    # ------------------------------------------------------------ steps

    async def take(self) -> None:
        with self.book.step(Step.RANG):
            await self.partner.centre.call(self._customer)
            await self.sight.until("it rings", lambda: self.sight.ringing(self._customer) is not None, SOON)
            call = self.sight.ringing(self._customer)
            if call is None or not call.queue or call.waited_seconds is None:
                raise StepFailed("the call does not say its queue and how long the caller waited")
            self.call_id = call.id
        with self.book.step(Step.ANSWERED):
            await self.calls.answer(self.call_id)
            await self.sight.until("talking", lambda: self._call.is_talking, SOON)
            await self._until_customer("talking", lambda person: person.state is PersonState.TALKING)

    async def talk(self) -> None:
        await self._hear_and_speak_first()
        await self._mute()
        await self._hold_and_resume()
        with self.book.step(Step.DIGITS):
            await self.calls.send_digits(self.call_id, self.plan.digits)
            await self._until_customer(
                f"the digits {self.plan.digits}", lambda person: person.digits == self.plan.digits, 10.0
            )

    async def write_note(self) -> None:
        with self.book.step(Step.NOTE_SAVED) as figures:
            began = self.clock.monotonic()
            await self.notes.edit(self.plan.note, len(self.plan.note))
            await self.sight.until("the note is on disk", lambda: self._has_note and self.sight.note_is_saved, SOON)
            figures["on disk after"] = self.clock.monotonic() - began

    async def transfer(self) -> None:
        plan, partner = self.plan, self.partner
        with self.book.step(Step.TRANSFERRED) as figures:
            said_before = _times_said((await partner.centre.state()).person(plan.customer))
            await self.calls.transfer(self.call_id, self.transfer_target)
            await self.sight.until("the call is handed over", lambda: self._call.state is CallState.ENDED, 10.0)
            if self._call.end is None or self._call.end.reason is not EndReason.TRANSFERRED:
                raise StepFailed(f"the call ended, but not by the transfer: {self._call.end}")
            await self._until_customer("with the colleague", lambda person: person.transferred_to == plan.colleague)
            await partner.until_person(
                plan.colleague, "answered", lambda person: person.state is PersonState.TALKING, SOON
            )
            figures["the colleague hears the customer"] = await self._colleague_hears(said_before)

    async def find_note(self) -> None:
        with self.book.step(Step.NOTE_FOUND):
            words = max(self.plan.note.split(), key=len)
            await self.notes.search(words)
            await self.sight.until("an answer to the search", lambda: self.sight.found.words == words, SOON)
            texts = [found.note.text for found in self.sight.found.found if found.note.call_id == self.call_id]
            if texts != [self.plan.note]:
                raise StepFailed(f"looked for {words!r} and found {len(texts)} notes of this call")

    async def hear_and_speak(self, number: str) -> dict[str, float]:
        """Both directions at once, for a call that has just been answered."""
        there = await self.partner.centre.listen(number)
        await self.partner.until_person(number, "has spoken", _has_spoken(1), SENTENCE_SECONDS)
        await self.clock.sleep(SETTLING_SECONDS)
        await self.partner.centre.stop_listening(number)
        heard = await self._heard(number, 0.0, 0)
        spoken = await self._spoken(number, there)
        require_like("the customer is not heard", heard)
        require_like("the customer does not hear us", spoken)
        return {"heard": heard.correlation, "spoke": spoken.correlation}

    # ------------------------------------------------------------ parts of them

    async def _hear_and_speak_first(self) -> None:
        partner, number = self.partner, self._customer
        with self.book.step(Step.HEARD) as figures:
            there = await partner.centre.listen(number)
            await self._until_customer("has spoken", _has_spoken(1), SENTENCE_SECONDS)
            await self.clock.sleep(SETTLING_SECONDS)
            heard = await self._heard(number, 0.0, 0)
            figures |= {"correlation": heard.correlation, "level": heard.level_db}
            require_like("the customer is not heard", heard)
        with self.book.step(Step.SPOKE) as figures:
            await partner.centre.stop_listening(number)
            await self.clock.sleep(SETTLING_SECONDS)
            spoken = await self._spoken(number, there)
            figures |= {"correlation": spoken.correlation, "level": spoken.level_db}
            require_like("the customer does not hear us", spoken)

    async def _mute(self) -> None:
        partner, number = self.partner, self._customer
        with self.book.step(Step.MUTED) as figures:
            await self.calls.mute(self.call_id)
            await self.sight.until("muted", lambda: self._call.muted, SOON)
            await self.clock.sleep(UNDER_WAY_SECONDS)
            figures["level while muted"] = await partner.level_there(await partner.overheard(number, SILENCE_SECONDS))
            require_silence("the customer hears us though we are muted", figures["level while muted"])
            await self.calls.unmute(self.call_id)
            await self.sight.until("not muted", lambda: not self._call.muted, SOON)
            figures["correlation afterwards"] = await self._is_heard_again()

    async def _hold_and_resume(self) -> None:
        partner, number = self.partner, self._customer
        with self.book.step(Step.HELD) as figures:
            await self.calls.hold(self.call_id)
            await self.sight.until("held", lambda: self._call.is_held, SOON)
            await self._until_customer("held", lambda person: person.is_held)
            await self.clock.sleep(UNDER_WAY_SECONDS)
            figures["level there"] = await partner.level_there(await partner.overheard(number, SILENCE_SECONDS))
            require_silence("the customer hears us though held", figures["level there"])
            if self.plan.aside:
                figures["level here"] = await self._level_of_an_aside()
                require_silence("we hear the customer though held", figures["level here"])
        with self.book.step(Step.RESUMED) as figures:
            spoken_before = len((await partner.centre.state()).person(number).sentences)
            mark = await partner.mark()
            await self.calls.resume(self.call_id)
            await self.sight.until("resumed", lambda: self._call.is_talking and not self._call.is_held, SOON)
            await self._until_customer("resumed", lambda person: not person.is_held)
            await self._until_customer("has spoken again", _has_spoken(spoken_before + 1), SENTENCE_SECONDS)
            await self.clock.sleep(SETTLING_SECONDS)
            heard = await self._heard(number, mark, spoken_before)
            figures["heard"] = heard.correlation
            require_like("the customer is not heard after the hold", heard)
            figures["spoke"] = await self._is_heard_again()

    async def _level_of_an_aside(self) -> float:
        partner, number = self.partner, self._customer
        spoken_before = len((await partner.centre.state()).person(number).sentences)
        mark = await partner.mark()
        await partner.centre.say(number, self.plan.aside)
        await self._until_customer("has said something aside", _has_spoken(spoken_before + 1), SENTENCE_SECONDS)
        return await partner.level_here(mark)

    async def _heard(self, number: str, mark: float, sentence: int) -> Likeness:
        """How this person's sentence was heard since `mark`; when it was bent, the person says it again."""
        best = await self.partner.heard_from(number, mark, sentence)
        for _ in range(MOST_TRIES - 1):
            if is_like(best):
                break
            best = max(best, await self._heard_again(number, sentence), key=lambda found: found.correlation)
        return best

    async def _heard_again(self, number: str, sentence: int) -> Likeness:
        partner = self.partner
        spoken = (await partner.centre.state()).person(number).sentences
        mark = await partner.mark()
        await partner.centre.say(number, Path(spoken[sentence].voice).name)
        await partner.until_person(number, "has said it again", _has_spoken(len(spoken) + 1), SENTENCE_SECONDS)
        await self.clock.sleep(SETTLING_SECONDS)
        return await partner.heard_from(number, mark, len(spoken))

    async def _spoken(self, number: str, there: Path) -> Likeness:
        """How what this person's ear was given is what we say; when it was bent, another piece of it."""
        best = await self.partner.spoken_to(there)
        for _ in range(MOST_TRIES - 1):
            if is_like(best):
                break
            again = await self.partner.spoken_to(await self.partner.overheard(number, SAMPLE_SECONDS))
            best = max(best, again, key=lambda found: found.correlation)
        return best

    async def _is_heard_again(self) -> float:
        await self.clock.sleep(UNDER_WAY_SECONDS)
        there = await self.partner.overheard(self._customer, SAMPLE_SECONDS)
        spoken = await self._spoken(self._customer, there)
        require_like("the customer does not hear us", spoken)
        return spoken.correlation

    async def _colleague_hears(self, said_before: int) -> float:
        """The customer says its first sentence again to whoever it was handed to."""
        partner, plan = self.partner, self.plan
        there = await partner.centre.listen(plan.colleague)
        await self._until_customer(
            "speaks to the colleague", lambda person: _times_said(person) > said_before, SENTENCE_SECONDS
        )
        await self.clock.sleep(SETTLING_SECONDS)
        await partner.centre.stop_listening(plan.colleague)
        spoken = (await partner.centre.state()).person(plan.customer).sentences[0].voice
        likeness = await partner.likeness(Path(spoken), there)
        require_like("the colleague does not hear the customer", likeness)
        return likeness.correlation

    @property
    def _has_note(self) -> bool:
        return self.sight.note is not None and self.sight.note.text == self.plan.note

    async def _until_customer(self, what: str, is_so: PersonIsSo, seconds: float = SOON) -> None:
        await self.partner.until_person(self._customer, what, is_so, seconds)


def _has_spoken(times: int) -> PersonIsSo:
    def is_so(person: PersonView) -> bool:
        return len(person.sentences) >= times and person.sentences[times - 1].ended_at > 0

    return is_so


def _times_said(person: PersonView) -> int:
    """How often this person has said its first sentence to the end."""
    first = person.sentences[0].voice if person.sentences else ""
    return sum(sentence.voice == first and sentence.ended_at > 0 for sentence in person.sentences)
