"""Many people at once, and what each of them costs: how long a rerun takes, and how much memory a session holds.

    python bench/app/sessions.py                          20 people for 20 s, and 40 sessions for memory; ours and plain
    python bench/app/sessions.py --people 5 --seconds 10
    python bench/app/sessions.py --step check             people at another step (ours only), who turn to it again
    python bench/app/sessions.py --write docs/app.md      also put the table between its marks "bench:sessions"

A person is a websocket that speaks Streamlit's own protocol, as the page in a browser does: it asks for the page, keeps
the states of its widgets and the large messages that the server need not send again, moves the slider, waits until the
server says that the script has finished, thinks for at most 4 s, and moves it again. A rerun is measured from the
message that asks for it to the message that says it is finished. What a browser does after that is not in these
figures (bench.py measures it), nor are the further reruns that streamlit-folium asks for when its map has been drawn.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import command
from servers import Server, served
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

if TYPE_CHECKING:
    from streamlit.proto.Element_pb2 import Element

PEOPLE, SESSIONS = 20, 40
SECONDS = 20.0
THINK_S = (1.0, 4.0)
# A rerun that takes longer has failed.
PATIENCE_S = 60.0
GOALS = {"p95": "≤ 500 ms", "bytes": "≤ 16 KiB", "memory": "≤ 5 MiB"}
MARKS = "bench:sessions"


class Failed(Exception):
    """The app did not do what was asked; no figure comes of it."""


class Counted(ClientConnection):
    """A websocket that knows how many bytes came over the wire."""

    wire = 0

    def data_received(self, data: bytes) -> None:
        """Count what came."""
        self.wire += len(data)
        super().data_received(data)


@dataclass
class Rerun:
    """One answer of the server: how long until it was finished, how many bytes it was, on the wire too, and of what."""

    took_s: float
    size: int
    wire: int
    parts: Counter[str]
    elements: dict[tuple[int, ...], Element]


@dataclass
class Person:
    """One session: what a browser keeps of it between reruns."""

    server: Server
    chance: random.Random
    page: str
    socket: Counted
    states: dict[str, WidgetState] = field(default_factory=dict)
    kept: dict[str, ForwardMsg] = field(default_factory=dict)
    elements: dict[tuple[int, ...], Element] = field(default_factory=dict)
    page_hash: str = ""
    query: str = ""

    async def rerun(self, trigger: WidgetState | None = None) -> Rerun:
        """Ask for the page, with the widgets as they stand, and wait until the server has made it to its end.

        Args:
            trigger: a widget that was just used.

        Raises:
            Failed: no end within ``PATIENCE_S``, or an error on the page.
        """
        if trigger is not None:
            self.states[trigger.id] = trigger
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_name = "" if self.page_hash else self.page
        asked.rerun_script.page_script_hash = self.page_hash
        asked.rerun_script.widget_states.widgets.extend(self.states.values())
        asked.rerun_script.cached_message_hashes.extend(self.kept)
        asked.rerun_script.context_info.timezone = "Europe/Amsterdam"
        asked.rerun_script.context_info.locale = "nl-NL"
        asked.rerun_script.context_info.url = f"{self.server.address}/{self.page}"
        data = asked.SerializeToString()
        start = time.perf_counter()
        await self.socket.send(data)
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._answer(start)
        except TimeoutError:
            raise Failed(f"{self.server.name}: a rerun did not end within {PATIENCE_S:.0f} s") from None

    async def _answer(self, start: float) -> Rerun:
        size, parts, wire = 0, Counter[str](), self.socket.wire
        elements: dict[tuple[int, ...], Element] = {}
        again = False
        while True:
            data = await self.socket.recv()
            if isinstance(data, str):
                raise Failed(f"{self.server.name} sent text")
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            size += len(data)
            if kind == "ref_hash":
                parts["(kept before)"] += len(data)
                whole = self.kept[message.ref_hash]
                whole.metadata.CopyFrom(message.metadata)
                message, kind = whole, whole.WhichOneof("type")
            elif message.metadata.cacheable:
                self.kept[message.hash] = message
            if kind == "delta":
                name = _name(message)
                parts[name] += len(data) if message.hash not in self.kept or message.metadata.cacheable else 0
                if message.delta.WhichOneof("type") == "new_element":
                    elements[tuple(message.metadata.delta_path)] = message.delta.new_element
                    self._mount(message.delta.new_element)
            else:
                parts[str(kind)] += len(data)
            if kind == "navigation":
                self.page_hash = message.navigation.page_script_hash
            elif kind == "new_session" and not self.page_hash:
                self.page_hash = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "session_status_changed" or kind == "session_event":
                continue
            elif kind == "script_finished":
                status = message.script_finished
                if status == ForwardMsg.FINISHED_SUCCESSFULLY:
                    break
                if status != ForwardMsg.FINISHED_EARLY_FOR_RERUN or again:
                    raise Failed(f"{self.server.name}: the script ended with status {status}")
                again = True
        took = time.perf_counter() - start
        for element in elements.values():
            if element.WhichOneof("type") == "exception" or (
                element.WhichOneof("type") == "alert" and element.alert.format == element.alert.ERROR
            ):
                raise Failed(f"{self.server.name} shows an error: {element}"[:500])
        self.elements = elements
        # What the page does not hold any more is not sent back.
        shown = {_widget_id(element) for element in elements.values()}
        self.states = {key: state for key, state in self.states.items() if key in shown}
        return Rerun(took, size, self.socket.wire - wire, parts, elements)

    def _mount(self, element: Element) -> None:
        """What a widget sends of itself as soon as it is shown."""
        key = _widget_id(element)
        if not key:
            return
        widget = getattr(element, str(element.WhichOneof("type")))
        kind = element.WhichOneof("type")
        is_set = bool(getattr(widget, "set_value", False))
        if key in self.states and not is_set:
            return
        state = WidgetState(id=key)
        if kind == "slider":
            state.double_array_value.data.extend(widget.value if is_set else widget.default)
        elif kind == "checkbox":
            state.bool_value = widget.value if is_set else widget.default
        elif kind in {"text_input", "text_area"}:
            state.string_value = widget.value if is_set else widget.default
        elif kind == "selectbox":
            if is_set:
                state.string_value = widget.raw_value
            elif widget.HasField("default"):
                state.string_value = widget.options[widget.default]
        else:
            return
        self.states[key] = state

    def moved(self) -> WidgetState:
        """The slider at another of its values, not far from where it is."""
        slider = next((e.slider for e in self.elements.values() if e.WhichOneof("type") == "slider"), None)
        if slider is None:
            raise Failed(f"{self.server.name} shows no slider")
        now = self.states[slider.id].double_array_value.data[0]
        steps = self.chance.choice([-4, -3, -2, -1, 1, 2, 3, 4])
        value = now + steps * slider.step
        if not slider.min <= value <= slider.max:
            value = now - steps * slider.step
        state = WidgetState(id=slider.id)
        state.double_array_value.data.append(value)
        return state


def _widget_id(element: Element) -> str:
    return str(getattr(getattr(element, str(element.WhichOneof("type"))), "id", ""))


def _name(message: ForwardMsg) -> str:
    """What a delta is of: its element and label."""
    if message.delta.WhichOneof("type") != "new_element":
        return "(a container)"
    element = message.delta.new_element
    kind = str(element.WhichOneof("type"))
    label = getattr(getattr(element, kind), "label", "")
    return f"{kind} {label}".strip()


async def person(server: Server, number: int, page: str | None = None) -> Person:
    """A session that has its first page."""
    socket: Any = await connect(
        f"{server.address.replace('http', 'ws')}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        origin=server.address,  # type: ignore[arg-type]
        max_size=None,
        open_timeout=PATIENCE_S,
        ping_interval=None,
        create_connection=Counted,
    )
    came = Person(server, random.Random(number), server.page if page is None else page, socket)
    await came.rerun()
    return came


# ---------------------------------------------------------------- many at once


@dataclass
class Crowd:
    """What many people at once had: reruns, their bytes, and the processor time that each took."""

    took_ms: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    wires: list[int] = field(default_factory=list)
    parts: Counter[str] = field(default_factory=Counter)
    cpu_ms: float = 0.0

    def quantile(self, share: float) -> float:
        """Of the time that a rerun took, ms."""
        ordered = sorted(self.took_ms)
        return ordered[min(len(ordered) - 1, round(share * len(ordered)))]


async def crowd(server: Server, people: int, seconds: float, page: str | None = None) -> Crowd:
    """Let so many people work for so long."""
    # One after the other: what is measured is work, not everybody's arriving in the same second.
    there = [await person(server, number, page) for number in range(people)]
    found = Crowd()
    # Each has moved the slider before it counts: the first change is a story made and kept.
    await asyncio.gather(*(_once(one) for one in there))
    end = time.perf_counter() + seconds
    cpu = server.cpu_s()
    await asyncio.gather(*(_work(one, end, found) for one in there))
    found.cpu_ms = 1e3 * (server.cpu_s() - cpu) / max(1, len(found.took_ms))
    for one in there:
        await one.socket.close()
    return found


async def _once(one: Person) -> Rerun:
    has_slider = any(e.WhichOneof("type") == "slider" for e in one.elements.values())
    return await one.rerun(one.moved() if has_slider else None)


async def _work(one: Person, end: float, found: Crowd) -> None:
    while True:
        await asyncio.sleep(one.chance.uniform(*THINK_S))
        if time.perf_counter() >= end:
            return
        rerun = await _once(one)
        found.took_ms.append(1e3 * rerun.took_s)
        found.sizes.append(rerun.size)
        found.wires.append(rerun.wire)
        found.parts += rerun.parts


# ---------------------------------------------------------------- memory


async def memory(server: Server, sessions: int, moves: int = 3) -> float:
    """MiB that each session holds after the first ones, all open at the same time, each with a story of its own."""
    there = []

    async def another(number: int) -> None:
        came = await person(server, number)
        for _ in range(moves):
            await came.rerun(came.moved())
        there.append(came)

    # What is made once (caches, threads, the browser's files) is there after a few.
    for number in range(4):
        await another(1000 + number)
    before = server.memory_mib()
    for number in range(sessions):
        await another(2000 + number)
    grown = server.memory_mib() - before
    for one in there:
        await one.socket.close()
    return grown / sessions


# ---------------------------------------------------------------- the table


def report(names: list[str], people: int, seconds: float, sessions: int, page: str | None) -> list[str]:
    """The table as Markdown lines."""
    crowds: dict[str, Crowd] = {}
    held: dict[str, float] = {}
    for name in names:
        with served(name) as server:
            crowds[name] = asyncio.run(crowd(server, people, seconds, page))
        if sessions:
            with served(name) as server:
                held[name] = asyncio.run(memory(server, sessions))
        print(f"{name}: {len(crowds[name].took_ms)} reruns", file=sys.stderr, flush=True)
    ours = crowds[names[0]]
    print("bytes a rerun of", names[0], *ours.parts.most_common(12), sep="\n  ", file=sys.stderr)
    lines = [f"| what | goal | {' | '.join(names)} |", "|---" * (2 + len(names)) + "|"]

    def line(what: str, goal: str, value: Any) -> None:
        lines.append(f"| {what} | {goal} | {' | '.join(value(name) for name in names)} |")

    line(f"{people} people at once: a rerun, p50", "", lambda name: f"{crowds[name].quantile(0.5):.0f} ms")
    line("the same, p95", GOALS["p95"], lambda name: f"{crowds[name].quantile(0.95):.0f} ms")
    line("the server's processor time a rerun", "", lambda name: f"{crowds[name].cpu_ms:.0f} ms")
    line("reruns measured", "", lambda name: str(len(crowds[name].took_ms)))
    line("sent a rerun, median", GOALS["bytes"], lambda name: f"{statistics.median(crowds[name].sizes) / 1024:.1f} KiB")
    line("the same on the wire", "", lambda name: f"{statistics.median(crowds[name].wires) / 1024:.1f} KiB")
    if held:
        line(f"memory a session, of {sessions}", GOALS["memory"], lambda name: f"{held[name]:.1f} MiB")
    return lines


def main() -> int:
    """The command."""
    options = command.options(
        "Many people at once: time a rerun, memory a session.",
        marks=MARKS,
        people=(PEOPLE, "how many"),
        seconds=(SECONDS, "how long they work"),
        sessions=(SESSIONS, "open at once for the memory; 0 leaves it out"),
        only=(("strikemap", "plain"), "one of the two apps"),
        step=(None, "the step at which people are, ours only: article, places, check, publish"),
    )
    names = ["strikemap"] if options.step else [options.only] if options.only else ["strikemap", "plain"]
    busy = command.busy()
    page = None if options.step is None else "" if options.step == "article" else options.step
    try:
        lines = report(names, options.people, options.seconds, options.sessions, page)
    except Failed as failed:
        print(failed, file=sys.stderr)
        return 1
    return command.tell(lines, "bench/app/sessions.py", busy, marks=MARKS, page=options.write)


if __name__ == "__main__":
    raise SystemExit(main())
