"""What every page has: the bar of pages, the work under way, a sentence for what fails."""

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

from fastapi import Depends
from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from whowhom.errors import InvalidInput, WhoWhomError
from whowhom.web.elements import address, button, link, tag
from whowhom.web.jobs import Job
from whowhom.web.workbench import Workbench

__all__ = ["PAGES", "asked_case", "frame", "guarded", "offer", "page", "problem_line", "run_first"]

PAGES = {
    "/": "Answer",
    "/case": "Case",
    "/why": "Why",
    "/whatif": "What if",
    "/runs": "Runs",
    "/models": "Formal models",
    "/about": "About",
}
_POLL = 0.4  # seconds between two looks at the jobs

_THEME = """<script>
(() => {
  const root = document.documentElement;
  root.lang = "en";
  const kept = localStorage.getItem("whowhom-theme");
  if (kept) root.dataset.theme = kept;
  window.whowhomTheme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("whowhom-theme", root.dataset.theme);
  };
})();
</script>"""

_RESTARTED = """<script>
(() => {
  const words = "Another workbench answers at this address now; this one has ended. "
    + "Open the newest address that whowhom has printed in its terminal.";
  const tell = () => {
    window.socket.disconnect();
    document.getElementById("popup")?.remove();
    const box = document.createElement("div");
    box.className = "ww-restarted";
    box.setAttribute("role", "alert");
    box.append(Object.assign(document.createElement("p"), {textContent: words}));
    document.body.prepend(box);
    box.scrollIntoView();
  };
  const look = async () => {
    if (window.socket && !window.socket.connected) {
      const asked = {cache: "no-store"};  // static files answer nothing but GET
      const answer = await fetch("/static/favicon.svg", asked).catch(() => null);
      if (answer?.status === 403) return tell();
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();
</script>"""
"""Says that a page is of a server that has ended; without it the socket tries for ever."""

log = logging.getLogger("whowhom")


def page(bench: Workbench, path: str) -> ui.page:
    """Return the decorator of a page whose case is read from disk in a thread before it is built.

    A page is built on the event loop, which all browsers share; a dependency that is a plain
    function is not.
    """

    def read(case: str = "") -> None:
        with contextlib.suppress(WhoWhomError):  # the page says it
            bench.read(asked_case(bench, case))

    return ui.page(path, response_timeout=30, dependencies=[Depends(read)])


def asked_case(bench: Workbench, key: str) -> str:
    """Return the key of the case that an address names, or of the first one."""
    return key or bench.cases.first


@contextmanager
def frame(
    bench: Workbench, route: str, case: str, *, title: str = "", awaits: str = ""
) -> Iterator[None]:
    """Put in the bar and the state of the work; what is put in within comes below.

    Parameters
    ----------
    bench : Workbench
    route : str
        A key of `PAGES`.
    case : str
        Key of the case of the page.
    title : str, optional
        Title of the window.
    awaits : str, optional
        Key of a job whose result the page shows: it is loaded again when that is done.
    """
    known = f"{title or PAGES[route]} · whowhom"
    ui.page_title(known)
    style = f'<link rel="stylesheet" href="/static/style.css?v={version("whowhom")}">'
    ui.add_head_html(f"{style}{_THEME}{_RESTARTED}")
    link("Skip to the content", "#content", classes="ww-skip")
    with tag("div", classes="ww-bar"), tag("div"):
        link("whowhom", address("/", case=case), classes="ww-name")
        with tag("nav", aria_label="Pages"):
            for path, text in PAGES.items():
                current = "page" if path == route else None
                link(text, address(path, case=case), aria_current=current)
        dark = tag("button", "Light or dark", type="button")
        dark.on("click", js_handler="() => window.whowhomTheme()")
    _jobs_bar(bench, awaits)
    with tag("div", classes="ww-page", id="content", tabindex="-1"):
        yield


def guarded(build: Callable[[], None]) -> None:
    """Put in a part of a page; if it fails, a sentence stands in its place."""
    try:
        build()
    except WhoWhomError as error:
        tag("p", str(error), classes="ww-problem", role="alert")
    except Exception:
        log.exception("a page could not be made")
        tag(
            "p",
            "Internal error: this page could not be built, through no mistake of yours. "
            "See the terminal in which whowhom runs for details.",
            classes="ww-problem",
            role="alert",
        )


def problem_line() -> TextElement:
    """Put in a line that is hidden until there is a problem to report."""
    line = tag("p", "", classes="ww-problem", role="alert")
    line.set_visibility(False)
    return line


def run_first(key: str) -> None:
    """Put in the way to the first page, where a case is run."""
    tag("h1", "Run the case first")
    with tag("div", classes="ww-acts"):
        link("Go to the first page", address("/", case=key), classes="ww-button is-main")


def offer(
    bench: Workbench,
    key: str,
    text: str,
    title: str,
    there: str,
    work: Callable[..., Any],
    arguments: Mapping[str, Any],
    *,
    classes: str = "ww-button",
) -> None:
    """Put in a button that starts a job, or a word that it is under way; then load the page again.

    Parameters
    ----------
    bench : Workbench
        Keeps the answer under `key`.
    key, title, there, work, arguments
        As :meth:`whowhom.web.jobs.Jobs.submit` takes them.
    text : str
        What the button says.
    classes : str, optional
        Its look.
    """
    job = bench.jobs.find(key)
    if job is not None and job.state == "failed":
        tag("p", f"{title}: failed, {job.note}", classes="ww-problem", role="alert")
    line = problem_line()
    words = tag("p", "In progress; the answer will appear here.", classes="ww-note", role="status")
    words.set_visibility(job is not None and not job.is_over)

    def go() -> None:
        try:
            bench.jobs.submit(
                key,
                title,
                there,
                work,
                arguments,
                on_done=lambda answer: bench.keep_answer(key, answer),
            )
        except InvalidInput as error:
            line.set_text(str(error))
            line.set_visibility(True)
            return
        words.set_visibility(True)
        start.set_visibility(False)

    with tag("div", classes="ww-acts") as start:
        button(text, go, classes=classes)
    start.set_visibility(job is None or job.is_over)

    def look() -> None:
        now = bench.jobs.find(key)
        if now is not None and now.state == "done":
            timer.deactivate()
            ui.navigate.reload()
        elif now is not None and now.is_over:
            words.set_visibility(False)
            start.set_visibility(True)

    timer = ui.timer(0.5, look)


def _jobs_bar(bench: Workbench, awaits: str) -> None:
    """Put in the jobs under way, each with its progress and a button that stops it."""
    box = tag("div", classes="ww-jobs", role="region", aria_label="Jobs in progress")
    rows: dict[str, _Row] = {}
    waiting_for = bench.jobs.find(awaits) if awaits else None
    followed: list[Job] = [waiting_for] if waiting_for and not waiting_for.is_over else []

    def look() -> None:
        active = bench.jobs.active()
        for job in active:
            if job.key not in rows:
                with box:
                    rows[job.key] = _Row(bench, job)
            rows[job.key].show()
            if job.key == awaits and job not in followed:
                followed.append(job)
        for key in [key for key in rows if key not in {job.key for job in active}]:
            rows.pop(key).end()
        for job in [job for job in followed if job.is_over]:
            followed.remove(job)
            if job.state == "done":
                ui.navigate.reload()

    look()
    ui.timer(_POLL, look)


class _Row:
    """One job in the bar."""

    def __init__(self, bench: Workbench, job: Job) -> None:
        self._job = job
        self._box = tag("div", classes="ww-job")
        with self._box, tag("div"):
            tag("strong", job.title)
            self._bar = tag("progress", max="1", value="0", aria_label=f"Progress: {job.title}")
            self._words = tag("span", "", classes="ww-status", role="status")
            button("Stop", lambda: bench.jobs.stop(job.key), classes="ww-button is-small")
            link("Its page", job.page)

    def show(self) -> None:
        """Bring the row up to date."""
        job = self._job
        words = job.note
        if job.state == "waiting":
            words = "waiting"
        elif not words:
            words = f"{job.done:,} of {job.whole:,}" if job.whole else "starting"
        share = f"{job.done / job.whole:.3f}" if job.whole else "0"
        if self._words.text != words:
            self._words.set_text(words)
        if self._bar.props.get("value") != share:
            self._bar.props["value"] = share

    def end(self) -> None:
        """Leave the last word on the job, or take the row away if it is done."""
        job = self._job
        if job.state == "done":
            self._box.delete()
            return
        self._box.clear()
        why = "stopped" if job.state == "stopped" else f"failed: {job.note}"
        with self._box, tag("div"):
            tag("span", f"{job.title}: {why}.", role="status")
            link("Its page", job.page)
