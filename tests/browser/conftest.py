"""One workbench and one Chromium for all browser tests.

Without Chromium these tests fail where ``CI`` is set and are skipped elsewhere, saying why.
"""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

HERE = Path(__file__).parent
AXE = (HERE / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
sys.path[:0] = [str(HERE), str(HERE.parent / "unit" / "ensemble")]


def _without_chromium():
    reason = f"{CHROMIUM} is missing: apt-get install -y chromium"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def hostile_case(tmp_path_factory):
    """A sound case whose texts try to become a part of the page."""
    from hostile_texts import HOSTILE

    from whowhom.cases.writing import csv_text, guard, toml_string

    folder = tmp_path_factory.mktemp("cases") / "hostile"
    folder.mkdir()
    (folder / "case.toml").write_text(
        f"title = {toml_string(HOSTILE[0])}\nabout = {toml_string(HOSTILE[1])}\n"
        'start = "1953-03-05"\nend = "1954-12-31"\n',
        encoding="utf-8",
    )
    rows = [("id", "name", "apparatus", "army", "source")]
    rows += [(f"a{i}", guard(name), "1..2", "1", "memo:1") for i, name in enumerate(HOSTILE)]
    (folder / "actors.csv").write_text(csv_text(rows), encoding="utf-8")
    (folder / "sources.csv").write_text(
        csv_text([("id", "citation", "grade"), ("memo", HOSTILE[2], "disputed")]), encoding="utf-8"
    )
    posts = [("id", "name", "force", "seat"), ("first", HOSTILE[1], "0.5", "1")]
    (folder / "posts.csv").write_text(csv_text(posts), encoding="utf-8")
    held = [("post", "actor", "source"), ("first", "a0", "memo:2")]
    (folder / "tenures.csv").write_text(csv_text(held), encoding="utf-8")
    events = [
        ("date", "precision", "actor", "event", "by", "note", "source"),
        ("1953-06-26", "day", "a1", "prison", "a0", HOSTILE[0], "memo:3"),
        ("1954-02-01", "day", "a0", "ruler", "", HOSTILE[1], "memo:4"),
    ]
    (folder / "course.csv").write_text(csv_text(events), encoding="utf-8")
    (folder / "questions.toml").write_text(
        f'[[question]]\nid = "Q1"\nask = {toml_string("What if " + HOSTILE[0])}\n'
        f'note = {toml_string(HOSTILE[1])}\nset = {{ "actors.a0.army" = 3 }}\n',
        encoding="utf-8",
    )
    return folder


class Server:
    """A workbench in a process of its own."""

    def __init__(self, case, results, port=0):
        # NiceGUI behaves otherwise where it sees pytest: it packs nothing
        own = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST")}
        own["WHOWHOM_DATA"] = f"{results}-data"
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "toy_server.py"), str(case), str(results), str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=own,
            cwd=Path(results).parent,  # where new cases are written
        )
        self.home = Path(results).parent
        self.said = []
        self.complaints = []
        self.address = ""
        while not self.address:
            line = self.process.stdout.readline()
            if not line and self.process.poll() is not None:
                pytest.fail(f"the workbench did not start:\n{self.process.stderr.read()}")
            self.said.append(line)
            found = re.search(r"http://\S+", line)
            self.address = found.group() if found else ""
        parts = urlsplit(self.address)
        self.port = parts.port
        self.root = f"http://127.0.0.1:{parts.port}"
        self._readers = [
            threading.Thread(target=kept.extend, args=(stream,), daemon=True)
            for stream, kept in (
                (self.process.stdout, self.said),
                (self.process.stderr, self.complaints),
            )
        ]
        for reader in self._readers:
            reader.start()

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        for reader in self._readers:
            reader.join(10)
        self.process.stdout.close()
        self.process.stderr.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The workbench with the duel; its jobs roll dice."""
    one = Server("duel", tmp_path_factory.mktemp("results"))
    yield one
    one.stop()
    assert not [line for line in one.complaints if "Traceback" in line], "".join(one.complaints)


@pytest.fixture
def short_lived(tmp_path):
    """A function that starts a workbench of one test, at a port if one is given."""
    started = []

    def start(port=0):
        started.append(Server("duel", tmp_path / "results", port))
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture(scope="session")
def browser():
    """A running Chromium; there can be one Playwright in a process."""
    if not CHROMIUM.exists():
        _without_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def context(server, browser):
    """A browser that was let in."""
    found = _let_in(browser, server)
    yield found
    found.close()


def _let_in(browser, server):
    found = browser.new_context(viewport={"width": 1280, "height": 900})
    found.set_default_timeout(60_000)
    page = found.new_page()
    page.goto(server.address)
    page.close()
    return found


class Watched:
    """A page whose console and requests are written down."""

    def __init__(self, context, server):
        self.root = server.root
        self.errors = []
        self.requests = []
        self.page = context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _note(self, message):
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def open(self, path):
        """Open a page and wait until it stands with all its figures."""
        self.page.goto(self.root + path)
        self.wait()
        return self.page

    def wait(self):
        self.page.wait_for_selector("#content")
        self.page.wait_for_function(
            "() => !document.querySelector('.ww-figure[aria-busy=true]')", timeout=90_000
        )

    def violations(self):
        """Return what axe finds wrong, with the elements that it finds so."""
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
        )
        assert len(found["passes"]) > 10
        return [
            (one["id"], [node["html"][:200] for node in one["nodes"]])
            for one in found["violations"]
        ]

    def foreign(self):
        """Return the requests to other hosts."""
        own = (self.root, self.root.replace("http", "ws"), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]


@pytest.fixture
def watched(context, server):
    """A new tab that is watched."""
    one = Watched(context, server)
    yield one
    one.page.close()


@pytest.fixture
def watched_alone(browser, short_lived):
    """A new tab that is watched, at a workbench whose results no other test reads."""
    server = short_lived()
    context = _let_in(browser, server)
    yield Watched(context, server)
    context.close()
