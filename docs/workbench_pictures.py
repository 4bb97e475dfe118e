"""Take the pictures of the workbench and of the report; needs Chromium.

python docs/workbench_pictures.py [PAIRS]

Opens the workbench with the duel, asks one ready question (400 paired runs if nothing is said),
writes the report of the shipped result, and puts all that into
docs/pictures.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import whowhom as ww
from whowhom.web.results import shipped_archive

PLACE = Path(__file__).parent / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
ASKED = "without shocks.kirov"


def stands(page: Page) -> None:
    """Wait until all figures are drawn."""
    page.wait_for_selector(".ww-figure", timeout=900_000)
    page.wait_for_function(
        "() => !document.querySelector('.ww-figure[aria-busy=true]')", timeout=120_000
    )
    page.wait_for_timeout(500)


def reported(folder: Path) -> Path:
    """Write the report of the result that comes with the program."""
    with zipfile.ZipFile(io.BytesIO(shipped_archive())) as packed:
        packed.extractall(folder / "shipped")
    result = ww.read_result(folder / "shipped" / "result")
    return ww.report(result, folder / "report.html")


def edited(page: Page, root: str) -> None:
    """Make a case from the template and enter a value that is outside its domain."""
    page.goto(f"{root}/new")
    page.get_by_role("button", name="Make the case").click()
    page.locator("#cell-actors-1-army").fill("4")
    page.locator(".ww-found li").wait_for()
    page.locator(".ww-edit-scroll").evaluate("one => one.scrollTo(330, 0)")
    page.set_viewport_size({"width": 1280, "height": 700})
    page.screenshot(path=PLACE / "workbench-edit.png")
    page.set_viewport_size({"width": 1280, "height": 1000})


def main(pairs: int = 400) -> None:
    with tempfile.TemporaryDirectory() as results, sync_playwright() as driver:
        cache = str(Path.home() / ".cache")
        command = ["whowhom", "serve", "duel", "--no-browser", "--out", results]
        server = subprocess.Popen(
            [sys.executable, "-m", *command],
            stderr=subprocess.PIPE,
            text=True,
            cwd=results,
            env={"XDG_CACHE_HOME": cache, **os.environ, "HOME": results},  # no path is shown
        )
        try:
            address = ""
            while not address:
                found = re.search(r"http://\S+", server.stderr.readline())
                address = found.group() if found else ""
            browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            for theme, name in (("light", ""), ("dark", "-dark")):
                page.emulate_media(color_scheme=theme)
                page.goto(address if not name else address.partition("?")[0])
                stands(page)
                page.screenshot(path=PLACE / f"workbench-answer{name}.png")
            page.emulate_media(color_scheme="light")
            root = address.partition("/?")[0]
            page.goto(f"{root}/whatif?change={ASKED.replace(' ', '+')}&runs={pairs}")
            page.get_by_role("button", name=f"Run {pairs:,} pairs").click()
            stands(page)
            page.screenshot(path=PLACE / "workbench-whatif.png")
            page.goto(f"{root}/why")
            page.locator("#posts-title").wait_for(timeout=300_000)
            stands(page)
            page.locator("#posts-title").evaluate("one => scrollTo(0, one.offsetTop - 130)")
            page.screenshot(path=PLACE / "workbench-why.png")
            edited(page, root)
            page.set_viewport_size({"width": 390, "height": 844})
            page.emulate_media(color_scheme="dark")
            page.goto(root)
            stands(page)
            page.screenshot(path=PLACE / "workbench-phone.png")
            page.set_viewport_size({"width": 1280, "height": 1000})
            page.emulate_media(color_scheme="light")
            page.goto(reported(Path(results)).as_uri())
            page.wait_for_timeout(1000)
            page.screenshot(path=PLACE / "report.png")
            browser.close()
        finally:
            server.terminate()
            server.wait()
            server.stderr.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
