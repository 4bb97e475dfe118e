"""The server listens on this machine only, and says so when it cannot."""

import socket

import pytest

from whowhom.cli import main
from whowhom.errors import ResourceError
from whowhom.web.server import own_sockets


@pytest.fixture
def listening():
    found = own_sockets(0)
    yield found
    for one in found:
        one.close()


def test_it_listens_on_loopback_only_and_on_one_port(listening):
    hosts = {one.getsockname()[0] for one in listening}
    assert "127.0.0.1" in hosts
    assert hosts <= {"127.0.0.1", "::1"}
    assert len({one.getsockname()[1] for one in listening}) == 1


def test_the_address_of_the_machine_in_its_network_is_refused(listening):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: asks which address would be used
        except OSError:
            pytest.skip("this machine is in no network")
        own = probe.getsockname()[0]
    if own.startswith("127."):
        pytest.skip("this machine is in no network")
    port = listening[0].getsockname()[1]
    with pytest.raises(OSError, match=r"refused|timed out"):
        socket.create_connection((own, port), timeout=2).close()


def test_a_port_in_use_is_refused_with_a_way_on(listening, capsys):
    port = listening[0].getsockname()[1]
    with pytest.raises(ResourceError, match=r"in use|running already"):
        own_sockets(port)
    assert main(["serve", "duel", "--port", str(port), "--no-browser"]) == 5
    assert "--port 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["serve", "duel", "--port", "99999"], "65535"),
        (["serve", "no/such/folder", "--no-browser"], "no/such/folder"),
    ],
)
def test_wrong_usage_is_told(arguments, told, capsys):
    assert main(arguments) == 2
    assert told in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr("whowhom.cli.serve._NEEDED", ("no_such_package",))
    assert main(["serve"]) == 2
    assert "whowhom[ui]" in capsys.readouterr().err
