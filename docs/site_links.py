"""Check the built site without a network: links, anchors, nothing loaded from elsewhere."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {"script", "link", "img", "source", "iframe", "video", "audio", "embed", "object"}
"""Tags whose address a browser loads without being asked."""
NOT_LOADED = {"canonical", "alternate", "prev", "next", "index", "search", "author", "license"}
"""Kinds of ``<link>`` that a browser only notes."""
FROM_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import\s+(?:url)?['\"(]+(?:https?:)?//")


class Page(HTMLParser):
    """The anchors and the addresses of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        found = [given[name] for name in ("href", "src", "data") if name in given]
        found += [part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()]
        is_loaded = tag in LOADED and not NOT_LOADED & {*given.get("rel", "").split()}
        (self.loaded if is_loaded else self.links).extend(found)


def problems(site: Path) -> list[str]:
    """Return one line for each dead link, missing anchor and address that needs a network."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    found = [line for path, page in pages.items() for line in _of_page(site, path, page, pages)]
    styles = [path for path in sorted(site.rglob("*.css")) if _loads(path)]
    return found + [f"{path.relative_to(site)}: loads from another server" for path in styles]


def _loads(path: Path) -> bool:
    return FROM_ELSEWHERE.search(path.read_text(encoding="utf-8")) is not None


def _of_page(site: Path, path: Path, page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    name = path.relative_to(site)
    for address in page.loaded:
        if urlsplit(address).netloc:
            yield f"{name}: loads {address} from another server"
    for address in {*page.links, *page.loaded}:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.is_relative_to(site) or not target.exists():
            yield f"{name}: {address} leads nowhere"
        elif target in pages and unquote(parts.fragment) not in {"", *pages[target].anchors}:
            yield f"{name}: {address} has no such anchor"
