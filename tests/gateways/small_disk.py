"""A program for a mount namespace of its own: puts a disk of 1 MB onto a folder, fills it, and uses the store on it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from softphone.model.problems import DiskFull, StoreUnwritable
from tests.gateways.test_sqlcipher_store_trouble import NOTE, open_store

DISK = Path(sys.argv[1])
STUFFING = DISK / "stuffing"


def fill_the_disk() -> None:
    file = os.open(STUFFING, os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(file, bytes(4096)):
            continue
    except OSError:
        os.close(file)


async def full() -> None:
    store = await open_store(DISK)
    await store.save_note(NOTE)
    fill_the_disk()
    longest = ""
    for _ in range(3):
        try:
            for size in range(1, 101):
                await store.save_note(replace(NOTE, text="longer " * 2000 * size))
                longest = "longer " * 2000 * size
        except DiskFull:
            print("full")
    kept = await store.note_of(NOTE.call_id)
    assert kept is not None
    assert kept.text == (longest or NOTE.text), "the last one that was saved is whole"
    STUFFING.unlink()
    await store.save_note(replace(NOTE, text="after the disk was cleared"))
    await store.check()
    await store.close()
    store = await open_store(DISK)
    kept = await store.note_of(NOTE.call_id)
    assert kept is not None
    assert kept.text == "after the disk was cleared"
    await store.close()


async def full_from_the_beginning() -> None:
    fill_the_disk()
    try:
        await open_store(DISK)
    except DiskFull:
        print("no room to begin")
    STUFFING.unlink()
    store = await open_store(DISK)
    await store.save_note(NOTE)
    await store.close()


async def read_only() -> None:
    await asyncio.to_thread(subprocess.run, ["mount", "-o", "remount,ro", str(DISK)], check=True)
    try:
        await open_store(DISK)
    except StoreUnwritable:
        print("read-only")


if __name__ == "__main__":
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(DISK)], check=True)
    for work in sys.argv[2:]:
        asyncio.run({"full": full, "full_from_the_beginning": full_from_the_beginning, "read_only": read_only}[work]())
