"""A real shop for hard tests: web and worker as processes on a database of their own, to be killed at will."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import web
from app.config import Config
from app.factory import alembic, create_app
from tests.databases import KINDS, SECRET, fill, postgres, postgres_url

ROOT = Path(__file__).parent.parent.parent


class Shop:
    """Web and worker processes that can be killed and started again."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.config = Config(mode="demo", data_dir=folder, database_url=database_url, secret_key=SECRET)
        self.app = create_app(self.config)
        with self.app.app_context():
            alembic.upgrade()
        fill(self.app)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def base(self) -> str:
        """The shop's address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str) -> None:
        """Start `web` or `worker`."""
        environ = os.environ | {
            "SHOP_MODE": "demo",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.config.database_url,
            "SECRET_KEY": SECRET,
            "DISPATCH_DELAY": "0",
            "FLASK_APP": "wsgi",
        }
        gunicorn = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{self.port}"]
        commands = {
            "web": [*gunicorn, "--workers", "2", "--threads", "2", "--worker-class", "gthread", "--log-level", "error"],
            "worker": [sys.executable, "-m", "flask", "outbox", "work"],
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                commands[name], cwd=ROOT, env=environ, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """kill -9 the process and its children."""
        process = self.processes.pop(name, None)
        if process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def wait_until_up(self) -> None:
        """Wait until the web answers; raises AssertionError after half a minute."""
        for _ in range(300):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.base}/healthz", timeout=2):
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "web.log").read_text()[-2000:])

    def session(self) -> sa.orm.Session:
        """A session on the shop's database."""
        with self.app.app_context():
            return web.store.sessionmaker()

    def stop(self) -> None:
        """End everything."""
        for name in list(self.processes):
            self.kill(name)
        with self.app.app_context():
            web.store.engine.dispose()


class Browser:
    """A plain HTTP browser with cookies and forms."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """The page's text."""
        with self.opener.open(self.shop.base + path, timeout=10) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **form: str) -> tuple[str, str]:
        """Send a form and follow; gives the final address and text."""
        page = self.get("/logga-in" if path.startswith("/logga-in") else "/varukorg")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        body = urllib.parse.urlencode({"csrf_token": token.group(1), **form}).encode()
        with self.opener.open(self.shop.base + path, body, timeout=10) as answer:
            return answer.url, answer.read().decode()


@pytest.fixture(params=KINDS)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """A running shop on each kind of database."""
    url = f"sqlite:///{tmp_path}/shop.db"
    if request.param == "postgresql":
        name = f"hard_{os.getpid()}"
        with postgres().connect() as admin:
            admin.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            admin.execute(sa.text(f'CREATE DATABASE "{name}"'))
        url = postgres_url(name)
    made = Shop(tmp_path, url)
    try:
        made.start("web")
        made.start("worker")
        made.wait_until_up()
        yield made
    finally:
        made.stop()


@pytest.fixture
def browse(shop: Shop) -> Callable[[str], Browser]:
    """A browser signed in as a demo person."""

    def sign_in(person: str) -> Browser:
        browser = Browser(shop)
        browser.post("/logga-in/demo", person=person)
        return browser

    return sign_in
