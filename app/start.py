"""Starts the whole shop on one machine: migrates, fills an empty demo, then runs web and worker until stopped.

Standard output is for the person who typed `make run`, so it is in Swedish words that stand among the others.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from app import web
from app.config import ConfigError
from app.demo.load import load
from app.demo.world import is_empty
from app.factory import alembic, create_app
from app.words import say

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Run the shop; returns the exit status."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        print(say("start.port.bad", port=port), file=sys.stderr)
        return 1
    if not _port_is_free(host, int(port)):
        print(say("start.port.taken", host=host, port=port, next=int(port) + 1), file=sys.stderr)
        return 1
    try:
        _prepare()
    except ConfigError as error:
        print(say("start.config", why=error), file=sys.stderr)
        return 1
    print(say("start.ready", host=host, port=port), flush=True)
    return _run(host, port)


def _port_is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _prepare() -> None:
    """Bring the database up to date and fill an empty demo."""
    app = create_app()
    with app.app_context():
        alembic.upgrade()
        if web.config().demo and is_empty(web.store.session):
            web.store.session.rollback()
            print(say("start.loading"), flush=True)
            for _line in load(web.store.sessionmaker, now=dt.datetime.now(dt.UTC), folder=web.config().files_dir):
                pass
        web.store.session.rollback()
        web.store.engine.dispose()


def _run(host: str, port: str) -> int:
    """Keep gunicorn and the worker running together; when one ends, so does the other."""
    environ = os.environ | {"FLASK_APP": "wsgi", "DEMO_ADDRESS": f"http://{host}:{port}"}
    server = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{host}:{port}", "--preload"]
    server += ["--workers=2", "--threads=4", "--worker-class=gthread", "--graceful-timeout=20", "--log-level=warning"]
    worker = [sys.executable, "-m", "flask", "outbox", "work"]
    running = [subprocess.Popen(command, cwd=ROOT, env=environ) for command in (server, worker)]

    def stop(_signal: int, _frame: object) -> None:
        for process in running:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    status = _first_end(running)
    stop(0, None)
    for process in running:
        process.wait(timeout=30)
    return 0 if status in (0, -signal.SIGTERM, -signal.SIGINT) else 1


def _first_end(running: list[subprocess.Popen[bytes]]) -> int:
    while True:
        for process in running:
            try:
                return process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                continue


if __name__ == "__main__":
    sys.exit(main())
