"""Real processes on this machine: the memory they hold, and how fast they answer several people at once."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.journeys import PEOPLE, facts
from tests.bench.world import KEPT, ROOT, World
from tests.databases import SECRET

USERS = 8


@dataclass(frozen=True, slots=True)
class Live:
    """Response times in ms; processes as (name, resident MB, MB with shared pages divided among those who share)."""

    users: int
    seconds: float
    count: int
    faults: int
    alone_p50: float
    p50: float
    p99: float
    processes: list[tuple[str, float, float]]


def measure(world: World, *, seconds: float) -> Live:
    """Start the shop as `make run` does, ask it for pages, and stop it."""
    tokens = list(world.tokens(PEOPLE[:USERS], real_clock=True).values())
    known = facts(world)
    paths = [
        "/sortiment",
        f"/sortiment/{known.slugs[0]}",
        "/sortiment?q=sk%C3%A4rm",
        "/bestallningar",
        "/varukorg",
        "/",
    ]
    world.close()
    port = _free_port()
    with _running(world.url, port) as processes:
        _wait(port)
        _many(port, tokens, paths, seconds=1.5)
        alone, _ = _many(port, tokens[:1], paths, seconds=1.5)
        times, faults = _many(port, tokens, paths, seconds=seconds)
        memory = [_memory(process.pid, name) for process, name in processes]
    times.sort()
    return Live(
        users=USERS,
        seconds=seconds,
        count=len(times),
        faults=faults,
        alone_p50=statistics.median(alone),
        p50=statistics.median(times),
        p99=times[int(len(times) * 0.99)],
        processes=[each for found in memory for each in found],
    )


@contextmanager
def _running(url: str, port: int) -> Iterator[list[tuple[subprocess.Popen[bytes], str]]]:
    environ = os.environ | {
        "DATABASE_URL": url, "DATA_DIR": str(KEPT), "SECRET_KEY": SECRET, "SHOP_MODE": "demo", "FLASK_APP": "wsgi"
    }  # fmt: skip
    server = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    server += ["--threads", "4", "--worker-class", "gthread", "--log-level", "warning", "--preload"]
    worker = [sys.executable, "-m", "flask", "outbox", "work"]
    started = [
        (subprocess.Popen(command, cwd=ROOT, env=environ), name)
        for command, name in ((server, "web"), (worker, "worker"))
    ]
    try:
        yield started
    finally:
        for process, _name in started:
            process.terminate()
        for process, _name in started:
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _many(port: int, tokens: list[str], paths: list[str], *, seconds: float) -> tuple[list[float], int]:
    """Let each person open one page after the other; every response time in ms, and how many were not 200."""
    times: list[float] = []
    faults: list[int] = []
    until = time.monotonic() + seconds

    def visit(token: str, first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Cookie": f"session_token={token}"}
        turn = first
        while time.monotonic() < until:
            began = time.perf_counter()
            connection.request("GET", paths[turn % len(paths)], headers=headers)
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                faults.append(answer.status)
            turn += 1

    visitors = [threading.Thread(target=visit, args=(token, place)) for place, token in enumerate(tokens)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return times, len(faults)


def _memory(pid: int, name: str) -> list[tuple[str, float, float]]:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [_of(pid, name), *[_of(int(child), f"{name} child") for child in children]]


def _of(pid: int, name: str) -> tuple[str, float, float]:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    rows = {line.split(":")[0]: line.split()[1] for line in told}
    return name, int(rows["Rss"]) / 1024, int(rows["Pss"]) / 1024
