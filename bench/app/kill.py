"""Kills whoever saves, at random moments, and counts the stories that were lost or cannot be read. The goal is 0.

    python bench/app/kill.py                                              SQLite, in a temporary folder
    python bench/app/kill.py --database postgresql+psycopg://USER@HOST/DB PostgreSQL, in a database for the purpose
    python bench/app/kill.py --saves 1000 --seed 7

A writer makes a story and saves it again and again, as the app does; after each save that returned it says so on
standard output. ``kill -9`` hits it in the midst of that, and the next writer goes on with the same story. Then the
store is opened anew and held against what was acknowledged: the story opens, is no older than the last save that was
acknowledged, and each version that was acknowledged is in the history, as it was.

What this cannot show is a power failure; for that SQLite is told to wait for the disk at each save.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import command

from geo.desk import Store, open_store
from geo.document import loads
from geo.errors import StrikemapError
from geo.model import Story

ROOT = Path(__file__).resolve().parents[2]
WHO = "kill test"
# So many saves of a writer live on average; with 200 saves it is killed some 60 times.
MEAN_SAVES = 3
STORIES = 8


def counted(story: Story, count: int) -> Story:
    """The story with a count in its title, so that each version is told from the others."""
    return replace(story, title=f"Save {count}", revision=count)


def count_of(story: Story) -> int:
    """The count in a story's title."""
    return int(story.title.removeprefix("Save "))


def write(url: str, key: str | None, story: Story, out: int) -> None:
    """Save until killed; each acknowledged save is a line of JSON."""

    def say(kept_key: str, number: int, count: int) -> None:
        os.write(out, (json.dumps([kept_key, number, count]) + "\n").encode())

    store = open_store(url)
    if key is None:
        kept = store.create(counted(story, 1), by=WHO)
        say(kept.key, kept.number, 1)
    else:
        kept = store.load(key, by=WHO)
    while True:
        count = count_of(kept.story) + 1
        # Another thing each time: like changes would be one version.
        kept = store.save(kept.key, counted(story, count), by=WHO, base=kept.number, what=f"change {count % 2}")
        say(kept.key, kept.number, count)


@dataclass
class Tally:
    """What was acknowledged, by story: its versions and their counts; and what became of it."""

    acknowledged: dict[str, dict[int, int]] = field(default_factory=dict)
    kills: int = 0
    in_midst: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def saves(self) -> int:
        """How many saves were acknowledged."""
        return sum(map(len, self.acknowledged.values()))


def kill_one(url: str, key: str | None, story: Story, tally: Tally, chance: random.Random) -> str | None:
    """Start a writer, kill it at a random moment, and note what it acknowledged; the key of its story."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # Nothing of the parent's is to run here, whatever happens.
        try:
            os.close(reading)
            write(url, key, story, writing)
        except BaseException as error:
            print(f"the writer failed: {error!r}", file=sys.stderr)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as lines:
        # Some saves, then a moment within the next one: a save takes a few hundredths of a second.
        for _ in range(chance.randrange(2 * MEAN_SAVES)):
            key = _note(lines.readline(), key, tally)
        time.sleep(chance.random() * 0.06)
        os.kill(child, signal.SIGKILL)
        tally.kills += 1
        for line in lines:
            key = _note(line, key, tally)
    _, status = os.waitpid(child, 0)
    if os.WTERMSIG(status) != signal.SIGKILL:
        raise SystemExit("the writer ended by itself: this is no measurement")
    return key


def _note(line: bytes, key: str | None, tally: Tally) -> str | None:
    if not line.endswith(b"\n"):
        return key
    found, number, count = json.loads(line)
    tally.acknowledged.setdefault(found, {})[number] = count
    return str(found)


def judge(store: Store, tally: Tally) -> None:
    """Hold the store against what was acknowledged; whatever is not there, or not as it was, is lost."""
    for key, versions in tally.acknowledged.items():
        try:
            kept = store.load(key, by=WHO)
            if kept.number < max(versions) or count_of(kept.story) < max(versions.values()):
                tally.lost.append(f"{key}: {count_of(kept.story)} is there, {max(versions.values())} was acknowledged")
            # A save may have been kept and its writer killed before it could say so, never more than one a kill.
            tally.in_midst += len(store.history(key, WHO)) - len(versions)
            for number, count in versions.items():
                if count_of(store.version(key, number, WHO)) != count:
                    tally.lost.append(f"{key}: version {number} is not what was acknowledged")
        except (StrikemapError, ValueError) as error:
            tally.lost.append(f"{key}: {error}")
    if set(tally.acknowledged) - {entry.key for entry in store.recent(WHO, limit=1000)}:
        tally.lost.append("a story that was acknowledged is not in the list")


def run(url: str, saves: int, seed: int) -> Tally:
    """Save and kill until so many saves were acknowledged, then judge."""
    chance, tally = random.Random(seed), Tally()
    story = loads((ROOT / "data" / "places.geojson").read_bytes())
    open_store(url).close()
    keys: list[str | None] = [None] * STORIES
    while tally.saves < saves:
        at = chance.randrange(STORIES)
        keys[at] = kill_one(url, keys[at], story, tally, chance)
    store = open_store(url)
    judge(store, tally)
    for key in tally.acknowledged:
        store.delete(key, WHO)
    store.close()
    return tally


def main() -> int:
    """The command; exit status 1 where anything was lost."""
    options = command.options(
        "Kill whoever saves, and count what is lost.",
        saves=(200, "how many acknowledged saves in all"),
        seed=(1, "of the random moments"),
        database=(None, "postgresql+psycopg://... or sqlite:///...; else SQLite in a temporary folder"),
    )
    with tempfile.TemporaryDirectory() as folder:
        tally = run(options.database or f"sqlite:///{folder}/stories.sqlite", options.saves, options.seed)
    for line in tally.lost:
        print(line)
    print(
        f"{tally.saves} saves acknowledged, {tally.kills} times killed "
        f"({tally.in_midst} saves kept that could no longer be acknowledged), {len(tally.lost)} lost or unreadable"
    )
    return 1 if tally.lost else 0


if __name__ == "__main__":
    raise SystemExit(main())
