"""A server that is ended from outside leaves no temporary folder.

What happens after SIGKILL is told in ``ensemble/test_files.py``.
"""

import os
import signal
import subprocess
import sys

import pytest


@pytest.fixture
def server(tmp_path):
    """Return a function that starts a server with an own temporary folder."""
    (tmp_path / "temporary").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    command = [sys.executable, "-m", "whowhom", "serve", "--no-browser", "--out", tmp_path / "r"]

    def start():
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        said = ""
        while "Ctrl-C ends it" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        return process

    return start


@pytest.mark.slow
def test_a_server_that_is_ended_leaves_no_temporary_folder(server, tmp_path):
    place = tmp_path / "temporary"
    process = server()
    assert len(list(place.iterdir())) == 1
    process.send_signal(signal.SIGHUP)  # which is heard as SIGTERM is
    _, said = process.communicate()
    assert "Traceback" not in said
    assert not list(place.iterdir())
