import pytest

from pyrpl_pyro import settings
from pyrpl_pyro.cli.serve import _board_name, _is_required


@pytest.mark.parametrize(
    ("hostname", "board"),
    [
        (None, "virtual"),
        ("rp-f08d6c.local", "rp-f08d6c"),
        ("rp-f08d6c", "rp-f08d6c"),
        ("192.168.1.100", "192-168-1-100"),
    ],
)
def test_a_board_without_a_name_is_named_after_its_host(hostname, board):
    assert _board_name(hostname) == board


@pytest.mark.parametrize(
    ("text", "environment", "arguments", "required"),
    [
        ("", {}, {}, False),
        ("[nameserver]\nhost = '127.0.0.1'", {}, {}, False),
        ("[nameserver]\nhost = 'lab-pc'", {}, {}, True),
        ("[nameserver]\nhost = '0.0.0.0'", {}, {}, True),
        ("[nameserver]\nbroadcast = true", {}, {}, True),
        ("", {"PYRPL_PYRO_NAMESERVER": "127.0.0.1"}, {}, True),
        ("", {}, {"nameserver.host": "127.0.0.1"}, True),
    ],
)
def test_a_name_server_that_was_named_is_required(tmp_path, text, environment, arguments, required):
    file = tmp_path / "settings.toml"
    file.write_text(text)
    loaded = settings.load(file, environment=environment, arguments=arguments)
    assert _is_required(loaded) is required
