"""What all tests share: two codings of one case, and how hypothesis searches.

It searches without deadlines, since how long a call takes proves nothing. On a developer's machine
each search is new; where ``CI`` is set it is always the same, so that an unlucky draw cannot fail a
sound change.
"""

import os
import shutil

import pytest
from hypothesis import settings

settings.register_profile("new", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("same" if os.environ.get("CI") else "new")


@pytest.fixture
def two_codings(tmp_path):
    """A folder with the codings anna and ben, of whom the second sees one actor in the army."""
    from whowhom.cases.folder import casebook_folder

    for name in ("anna", "ben"):
        shutil.copytree(casebook_folder() / "yugoslavia_1953_54", tmp_path / name)
    table = tmp_path / "ben" / "actors.csv"
    head, *rows = table.read_text("utf-8").splitlines()
    place = head.split(",").index("army")
    cells = rows[0].split(",")
    cells[place] = "3" if cells[place] != "3" else "0"
    table.write_text("\n".join([head, ",".join(cells), *rows[1:]]) + "\n", "utf-8")
    return tmp_path
