"""What runs in a process of its own loads neither the server nor the charts."""

import subprocess
import sys

import pytest

WORK = ("jobs", "tasks")
HEAVY = {"nicegui", "fastapi", "uvicorn", "altair", "numba"}


@pytest.mark.parametrize("name", WORK)
def test_work_begins_light(name):
    program = f"import sys, whowhom.web.{name}\n"
    program += "print(*{m.partition('.')[0] for m in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert not set(done.stdout.split()) & HEAVY
