"""Take the pictures of ``docs/workbench.md``; needs Chromium.

python docs/workbench_pictures.py [PAIRS]

Opens the workbench with the duel, asks one ready question (400 pairs of plays if nothing is said),
and writes docs/pictures/workbench-*.png.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

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


def main(pairs: int = 400) -> None:
    with tempfile.TemporaryDirectory() as results, sync_playwright() as driver:
        command = ["whowhom", "serve", "duel", "--no-browser", "--out", results]
        server = subprocess.Popen(
            [sys.executable, "-m", *command], stderr=subprocess.PIPE, text=True
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
            page.get_by_role("button", name=f"Play {pairs} twin pairs").click()
            stands(page)
            page.screenshot(path=PLACE / "workbench-whatif.png")
            browser.close()
        finally:
            server.terminate()
            server.wait()
            server.stderr.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
