"""Files that are dropped on a page: what is in them is kept in memory until a case is made.

Nothing in them is executed. A workbook is written into a temporary folder while the limited child
process of the import reads it; of an archive only the files of a case are taken, by their names
alone, each up to the limit of its kind.
"""

import asyncio
import io
import secrets
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from whowhom.cases.check import Report, check_opened
from whowhom.cases.dialects import MOST_BYTES
from whowhom.cases.folder import open_files
from whowhom.cases.importing import ImportPlan, plan_import
from whowhom.cases.values import suggest_id
from whowhom.cases.xlsx import MOST_WORKBOOK_BYTES, SPREADSHEETS
from whowhom.ensemble.files import temporary_folder
from whowhom.errors import CaseError, InvalidInput, WhoWhomError
from whowhom.filenames import name_trouble, portable_name
from whowhom.files import write_file
from whowhom.web.cases import Cases

__all__ = ["MOST_UPLOAD", "Upload", "Uploads", "register_uploads"]

MOST_UPLOAD = MOST_WORKBOOK_BYTES
"""Bytes of a file that is dropped on a page."""
_MOST_KEPT = 10
_MOST_MEMBERS = 200
_TEXTS = (".csv", ".toml", ".md")
_ACCEPTED = "a workbook (.xlsx), the CSV files of a case, or a .zip of them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What was dropped, as it can be made a case: a workbook with a plan, or files as they are."""

    title: str
    """What it was called."""
    plan: ImportPlan | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    report: Report | None = None
    """What a check of `files` found."""
    left_out: tuple[str, ...] = ()
    """Files that no case has."""
    into: str = ""
    """Key of the case that is to be updated; empty where a new one is to be made."""

    @property
    def id(self) -> str:
        """A name for the folder."""
        return suggest_id(self.title.rpartition(".")[0] or self.title) or "case"


class Uploads:
    """The files that were dropped on the pages of a server, by token; the oldest go."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Upload] = OrderedDict()

    def get(self, token: str) -> Upload:
        """Return what was dropped.

        Raises
        ------
        InvalidInput
            If it is not kept any more.
        """
        if token not in self._kept:
            raise InvalidInput("that file is not kept any more; drop it again")
        return self._kept[token]

    def add(
        self, name: str, content: bytes, token: str = "", *, into: str = "", folder: str = ""
    ) -> str:
        """Keep a file and read it; not for the event loop.

        Parameters
        ----------
        name : str
            What the browser calls it.
        content : bytes
            What is in it.
        token : str, optional
            Of a file that was dropped together with it.
        into, folder : str, optional
            Key and folder of the case that a workbook is to update.

        Returns
        -------
        str
            A token, which names it from now on.

        Raises
        ------
        CaseError
            If it cannot be read.
        InvalidInput
            If it is not a file of a case.
        """
        title = PurePosixPath(name.replace("\\", "/")).name[:200]
        ending = PurePosixPath(title.lower()).suffix
        before = self._kept.get(token) if token else None
        if ending in SPREADSHEETS:
            found = self._workbook(title, content, into, folder)
        elif into:
            raise InvalidInput(f"{title[:60]!r} is not a workbook; a case is updated from one")
        elif ending == ".zip":
            found = _set(title, *_unpacked(content))
        elif ending in _TEXTS:
            files = dict(before.files) if before else {}
            found = _set(before.title if before else title, files | {title.lower(): content}, ())
        else:
            raise InvalidInput(f"{title[:60]!r} is not a file of a case; drop {_ACCEPTED}")
        token = token if before else secrets.token_urlsafe(12)
        self._kept[token] = found
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return token

    def _workbook(self, title: str, content: bytes, into: str, folder: str) -> Upload:
        """Plan the import of a workbook."""
        place, remove = temporary_folder()
        stem, _, ending = title.rpartition(".")
        name = (
            title
            if not name_trouble(title)
            else f"{portable_name(stem, otherwise='book')}.{ending}"
        )
        try:
            write_file(place / name, content)
            plan = plan_import(place / name, folder or None)
        finally:
            remove()
        return Upload(title=title, plan=plan, into=into)


def _set(title: str, files: Mapping[str, bytes], left_out: tuple[str, ...]) -> Upload:
    """Check the files of a case."""
    report = check_opened(open_files("case", files), title)
    return Upload(title=title, files=files, report=report, left_out=left_out)


def _unpacked(content: bytes) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of a case in an archive, by their bare names, and what is left out.

    Raises
    ------
    CaseError
        If the archive is damaged, encrypted or too large.
    """
    files: dict[str, bytes] = {}
    left_out = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = [one for one in packed.infolist() if not one.is_dir()]
            if len(members) > _MOST_MEMBERS:
                raise CaseError(f"the archive has more than {_MOST_MEMBERS} files")
            for member in members:
                path = PurePosixPath(member.filename.replace("\\", "/"))
                is_note = path.suffix == ".md" and path.parent.name == "notes"
                name = f"notes/{path.name}" if is_note else path.name.lower()
                if path.suffix.lower() not in {".csv", ".toml"} and not is_note:
                    left_out.append(member.filename[:100])
                    continue
                if name in files:
                    raise CaseError(f"the archive has two files {name[:60]!r}; keep one case in it")
                with packed.open(member) as stream:
                    files[name] = stream.read(MOST_BYTES + 1)
                if len(files[name]) > MOST_BYTES:
                    raise CaseError(f"{name[:60]} has more than {MOST_BYTES:,} bytes")
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError) as error:
        raise CaseError(f"the archive cannot be unpacked: {error}") from None
    if not files:
        raise CaseError(f"the archive holds no file of a case; drop {_ACCEPTED}")
    return files, tuple(left_out)


def register_uploads(uploads: Uploads, cases: Cases) -> None:
    """Make the address known to which a page sends a file that was dropped on it."""
    from fastapi import Request
    from fastapi.responses import JSONResponse
    from nicegui import app

    @app.post("/uploads")
    async def upload(
        request: Request, name: str = "", token: str = "", into: str = ""
    ) -> JSONResponse:
        try:
            content = await _body(request.stream())
            folder = cases.get(into).place if into else ""
            token = await asyncio.to_thread(
                uploads.add, name, content, token, into=into, folder=folder
            )
        except WhoWhomError as error:
            return JSONResponse({"error": str(error)[:4000]}, 422)
        return JSONResponse({"token": token})


async def _body(stream: AsyncIterator[bytes]) -> bytes:
    """Return what was sent, up to the limit.

    Raises
    ------
    InvalidInput
        If it is more.
    """
    content = bytearray()
    async for chunk in stream:
        content += chunk
        if len(content) > MOST_UPLOAD:
            raise InvalidInput(f"the file has more than {MOST_UPLOAD // 1_000_000} MB")
    return bytes(content)
