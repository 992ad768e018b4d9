"""Who is on the line, what was noted with them, and finding it again."""

from __future__ import annotations

import asyncio

import msgspec

from softphone.model.calls import CallId
from softphone.model.history import PersonFound
from softphone.model.notes import Note, NoteFound, NoteId, NotesFound
from softphone.model.sign_in import SignInChanged, SignInStep
from softphone.model.workplace import DirectoryEntry
from tests.fakes.loop import on_loop, settle
from tests.fakes.sign_in import PROFILE
from tests.features.notes_desk import Desk


@on_loop
async def test_who_it_is_is_known_while_it_rings() -> None:
    desk = await Desk().sign_in()
    earlier = Note(NoteId("n"), CallId("c"), 1.0, 1.0, text="wants a refund", number="+46701234567", finished_at=2.0)
    desk.store.notes[earlier.id] = earlier
    desk.store.names["+46701234567"] = "Berta"
    call = desk.phone.rings("+46701234567", name="+46701234567")
    await settle()
    found = desk.heard.last(PersonFound)
    assert (found.call_id, found.person.name, found.person.notes) == (call.id, "Berta", (earlier,))


@on_loop
async def test_a_number_of_the_directory_has_its_name_unless_the_agent_gave_another() -> None:
    desk = await Desk().sign_in()
    with_directory = msgspec.structs.replace(PROFILE, directory=(DirectoryEntry(name="Billing", target="710"),))
    desk.events.publish(SignInChanged(SignInStep.SIGNED_IN, profile=with_directory))
    await desk.phone.dial("710")
    await settle()
    assert desk.heard.last(PersonFound).person.name == "Billing"
    assert desk.shown.name == "Billing"
    await desk.notes.name_person("Bills")
    await settle()
    assert desk.heard.last(PersonFound).person.name == "Bills"


@on_loop
async def test_the_current_call_is_no_earlier_contact() -> None:
    desk = await Desk().sign_in()
    call = desk.phone.rings("+46701234567")
    await desk.store.save_call(call, "+46701234567")
    await settle()
    assert desk.heard.last(PersonFound).person.calls == 0


@on_loop
async def test_nobody_is_taken_for_another_anonymous_caller() -> None:
    desk = await Desk().sign_in()
    desk.store.names[""] = "Somebody"
    desk.phone.rings("anonymous")
    await settle()
    assert desk.heard.last(PersonFound).person.name == ""


@on_loop
async def test_a_name_is_given_to_the_person_and_the_note() -> None:
    desk = await Desk().sign_in()
    await desk.talk("+46701234567")
    await desk.notes.name_person("  Berta   Bok ")
    await settle()
    assert desk.store.names == {"+46701234567": "Berta Bok"}
    assert desk.shown.name == "Berta Bok"
    assert desk.heard.last(PersonFound).person.name == "Berta Bok"


@on_loop
async def test_an_answer_that_a_newer_search_has_overtaken_is_dropped() -> None:
    desk = await Desk().sign_in()
    await asyncio.gather(desk.notes.search("ref"), desk.notes.search("refund"))
    assert [found.words for found in desk.heard.of(NotesFound)] == ["refund"]


@on_loop
async def test_a_search_finds_notes() -> None:
    desk = await Desk().sign_in()
    note = Note(NoteId("n"), CallId("c"), 1.0, 1.0, text="wants a refund", finished_at=2.0)
    desk.store.notes[note.id] = note
    await desk.notes.search("refund")
    assert desk.heard.last(NotesFound) == NotesFound("refund", (NoteFound(note, "wants a refund"),))
