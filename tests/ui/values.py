"""Model values for pictures and tests of panes: one workplace, some people, calls in every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from softphone.model.calls import (
    Call,
    CallEnd,
    CallId,
    CallState,
    CallStatistics,
    EndedBy,
    EndReason,
    Levels,
    Media,
)
from softphone.model.devices import AudioDevice, ChosenDevices, DeviceName, DevicesChanged
from softphone.model.history import HistoryChanged, PastCall, Person, Today
from softphone.model.notes import Note, NoteFound, NoteId
from softphone.model.workplace import Agent, DirectoryEntry, Phone, Profile, Queue, Queues, Workplace

NOW = datetime(2026, 11, 21, 14, 7, 27).timestamp()
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0

PROFILE = Profile(
    format=1,
    workplace=Workplace(id="acme-support", name="Acme Support", country="SE"),
    agent=Agent(id="anna", name="Anna Berg"),
    phone=Phone(server="pbx.acme.example", user="101"),
    queues=Queues(
        break_reasons=("Lunch", "Coffee", "Meeting", "Training"),
        queues=(
            Queue(
                id="support",
                name="Support",
                greeting="Acme Support, my name is {agent}. How can I help you?",
                dispositions=("Solved", "Follow-up", "Transferred", "Wrong number", "Complaint"),
            ),
        ),
    ),
    directory=(
        DirectoryEntry(name="Billing", target="sip:710@pbx.acme.example", what_for="Invoices, refunds, payment plans"),
        DirectoryEntry(name="Deliveries", target="sip:720@pbx.acme.example", what_for="Parcels, addresses, dates"),
        DirectoryEntry(
            name="Erik Sund, supervisor", target="sip:900@pbx.acme.example", what_for="Complaints, decisions"
        ),
        DirectoryEntry(name="Repairs", target="sip:730@pbx.acme.example", what_for="Warranty, spare parts"),
    ),
)

FORMATTED = {
    "+46855512345": "+46 8 555 123 45",
    "+16502530000": "+1 650-253-0000",
    "+442079460958": "+44 20 7946 0958",
    "+33142685300": "+33 1 42 68 53 00",
    "+84283822": "+84 28 3822",
}


def formatted(number: str) -> str:
    return FORMATTED.get(number, number)


RINGING = Call(
    CallId("1"),
    incoming=True,
    state=CallState.RINGING,
    number="+46855512345",
    started_at=NOW - 4,
    name="Maria Lindqvist",
    queue="support",
    waited_seconds=42.0,
)
TALKING = replace(
    RINGING,
    state=CallState.TALKING,
    started_at=NOW - 215,
    answered_at=NOW - 207,
    media=Media(active=True, codec="Opus", encrypted=True, telephone_event=True),
)
SECOND_RINGING = Call(
    CallId("2"),
    incoming=True,
    state=CallState.RINGING,
    number="+16502530000",
    started_at=NOW - 3,
    queue="support",
    waited_seconds=11.0,
)
ENDED = replace(
    TALKING, state=CallState.ENDED, ended_at=NOW - 25, end=CallEnd(EndedBy.THEM, EndReason.HUNG_UP, 200), muted=False
)

NOTES = (
    Note(
        NoteId("n1"), CallId("a"), NOW - 9 * DAY, NOW - 9 * DAY, number="+46855512345", name="Maria Lindqvist",
        text="Parcel not delivered. Courier says nobody was at home; she was. New attempt on Friday before noon.",
        disposition="Follow-up", queue="support",
    ),
    Note(
        NoteId("n2"), CallId("b"), NOW - 12 * DAY, NOW - 12 * DAY, number="+46855512345", name="Maria Lindqvist",
        text="Order 88120: asked for the invoice again, sent by mail.", disposition="Solved", queue="support",
    ),
    Note(
        NoteId("n3"), CallId("c"), NOW - 19 * DAY, NOW - 19 * DAY, number="+46855512345", name="Maria Lindqvist",
        text="Change of address to Odengatan 4.", disposition="Solved", queue="support",
    ),
)  # fmt: skip
MARIA = Person("+46855512345", "+46 8 555 123 45", "Maria Lindqvist", "Stockholm", NOTES, calls=3)
STRANGER = Person("+16502530000", "+1 650-253-0000", "", "Mountain View, CA")
NOTE = Note(
    NoteId("n9"), CallId("1"), NOW - 207, NOW - 5, number="+46855512345", name="Maria Lindqvist", queue="support",
    text="Parcel was left with a neighbour, customer has it now. Wants text messages before delivery", cursor=89,
)  # fmt: skip
TODAY = Today(answered=31, missed=2, talk_seconds=2 * HOUR + 11 * MINUTE)
LEVELS = Levels(CallId("1"), microphone=0.12, sent=0.12, heard=0.05)
STATISTICS = CallStatistics(
    CallId("1"), 207.0, "Opus", 10_350, 0.0, 3.0, 10_340, 0.0, 4.0, round_trip_ms=41.0, buffer_delay_ms=40.0
)

HEADSET_MICROPHONE = DeviceName("pulse", "alsa_input.usb-jabra")
HEADSET_SPEAKER = DeviceName("pulse", "alsa_output.usb-jabra")
DEVICES = DevicesChanged(
    (
        AudioDevice(HEADSET_MICROPHONE, "Jabra Evolve2 40, microphone", may_capture=True, may_play=False),
        AudioDevice(HEADSET_SPEAKER, "Jabra Evolve2 40, speaker", may_capture=False, may_play=True),
        AudioDevice(DeviceName("pulse", "hdmi"), "Television (HDMI)", may_capture=False, may_play=True),
        AudioDevice(DeviceName("pulse", "cam"), "Webcam C920, microphone", may_capture=True, may_play=False),
    ),
    ChosenDevices(HEADSET_MICROPHONE, HEADSET_SPEAKER),
)


def past(
    number: str, name: str, ago: float, length: float | None, end: tuple[EndedBy, EndReason], **more: object
) -> PastCall:
    """A call that began `ago` seconds before NOW and, when answered, lasted `length` seconds."""
    incoming = bool(more.get("incoming", True))
    answered = NOW - ago + 6 if length is not None else None
    call = Call(
        CallId(f"{number}-{ago}"),
        incoming=incoming,
        state=CallState.ENDED,
        number=number,
        started_at=NOW - ago,
        queue="support" if incoming else "",
        answered_at=answered,
        ended_at=(answered or NOW - ago) + (length or 20),
        end=CallEnd(*end),
    )
    return PastCall(call, number, name, str(more.get("disposition", "")), missed_seen=bool(more.get("seen", False)))


HISTORY = HistoryChanged(
    (
        past("+442079460958", "", 14 * MINUTE, None, (EndedBy.THEM, EndReason.CANCELLED)),
        past(
            "+46855512345", "Maria Lindqvist", 31 * MINUTE, 252, (EndedBy.THEM, EndReason.HUNG_UP), disposition="Solved"
        ),
        past(
            "+33142685300", "Camille Roux", 58 * MINUTE, 611, (EndedBy.US, EndReason.HUNG_UP), disposition="Follow-up"
        ),
        past("+16502530000", "", 72 * MINUTE, None, (EndedBy.THEM, EndReason.BUSY), incoming=False),
        past(
            "+84283822", "Linh Tran", 95 * MINUTE, 118, (EndedBy.THEM, EndReason.TRANSFERRED), disposition="Transferred"
        ),
        past("101", "Omar Haddad", 2.6 * HOUR, None, (EndedBy.THEM, EndReason.CANCELLED)),
        past("+442079460958", "", 3.1 * HOUR, None, (EndedBy.US, EndReason.REJECTED)),
        past("+33142685300", "Camille Roux", 4.2 * HOUR, 44, (EndedBy.NETWORK, EndReason.TIMED_OUT), incoming=False),
        past(
            "+46855512345", "Maria Lindqvist", 9 * DAY, 307, (EndedBy.THEM, EndReason.HUNG_UP), disposition="Follow-up"
        ),
        past("5550100", "", 9.1 * DAY, None, (EndedBy.NETWORK, EndReason.NOT_FOUND), incoming=False),
        past("+46855512345", "Maria Lindqvist", 12 * DAY, 190, (EndedBy.US, EndReason.HUNG_UP), disposition="Solved"),
    ),
    unseen_missed=2,
)

FOUND = (
    NoteFound(NOTES[0], "\u2068Parcel\u2069 not delivered. Courier says nobody was at home; she was."),
    NoteFound(replace(NOTE, text=NOTE.text), "\u2068Parcel\u2069 was left with a neighbour, customer has it now."),
    NoteFound(
        replace(NOTES[1], id=NoteId("n7"), name="Camille Roux", number="+33142685300", disposition="Transferred"),
        "Second \u2068parcel\u2069 of the same order is missing.",
    ),
)
