import math
from pathlib import Path

import pytest

from pyrpl_pyro import settings
from pyrpl_pyro.errors import SettingsError


@pytest.fixture
def write(tmp_path):
    def write(text: str) -> Path:
        file = tmp_path / "settings.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def load(file=None, environment=None, **arguments):
    told = {key.replace("_", ".", 1): value for key, value in arguments.items()}
    return settings.load(file, environment=environment or {}, arguments=told)


def test_defaults_expose_nothing():
    loaded = load()
    assert loaded.nameserver.host == "127.0.0.1"
    assert loaded.nameserver.port == 9090
    assert loaded.nameserver.broadcast is False
    assert loaded.nameserver.storage == "memory"
    assert loaded.server.host == "127.0.0.1"
    assert loaded.client.timeout == 10.0
    assert {source for _, _, source in loaded.items()} == {"default"}


def test_each_source_wins_over_the_one_before(write):
    file = write("[nameserver]\nhost = 'a'\nport = 1\nbroadcast = true\n[client]\ntimeout = 3\n")
    environment = {"PYRPL_PYRO_NAMESERVER_PORT": "2", "PYRPL_PYRO_NAMESERVER_BROADCAST": "off"}
    loaded = load(file, environment, nameserver_broadcast=True, nameserver_storage=None)
    assert loaded.nameserver.host == "a"
    assert loaded.nameserver.port == 2
    assert loaded.nameserver.broadcast is True
    assert loaded.client.timeout == 3.0
    assert loaded.source("nameserver.host") == f"file {file}"
    assert loaded.source("nameserver.port") == "environment PYRPL_PYRO_NAMESERVER_PORT"
    assert loaded.source("nameserver.broadcast") == "argument"
    assert loaded.source("nameserver.storage") == "default"


def test_items_list_every_setting_with_its_source(write):
    listed = {key: (value, source) for key, value, source in load(server_port=7).items()}
    assert listed["server.port"] == (7, "argument")
    assert listed["client.timeout"] == (10.0, "default")
    assert set(listed) == set(settings.FIELDS)


def test_file_that_the_environment_names(write):
    file = write("[server]\nport = 7")
    assert load(environment={"PYRPL_PYRO_SETTINGS": str(file)}).server.port == 7


def test_default_file_is_in_the_users_configuration_folder(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = tmp_path / "pyrpl_pyro" / "settings.toml"
    assert settings.default_file() == file
    assert load().client.timeout == 10.0
    file.parent.mkdir()
    file.write_text("[client]\ntimeout = 1.5")
    assert load().client.timeout == 1.5


def test_default_file_on_windows(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path))
    assert settings.default_file() == tmp_path / "pyrpl_pyro" / "settings.toml"


def test_files_are_relative_to_the_settings_file(write, tmp_path, monkeypatch):
    file = write("[nameserver]\nstorage = 'sql:names.sqlite'\n[server]\nlog_file = 'x/a.log'")
    monkeypatch.setenv("HOME", "/somewhere")
    loaded = load(file)
    assert loaded.nameserver.storage == f"sql:{tmp_path / 'names.sqlite'}"
    assert loaded.server.log_file == str(tmp_path / "x" / "a.log")
    assert load(server_log_file="~/a.log").server.log_file == str(Path("/somewhere/a.log"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[nameserver]\nprot = 1", r"unknown key 'prot' in \[nameserver\] \(did you mean port"),
        ("[namserver]\nport = 1", r"unknown section \[namserver\] \(did you mean nameserver"),
        ("[client]\nfoo = 1", r"unknown key 'foo' in \[client\]; keys are timeout"),
        ("server = 1", r"'server' must be a section: write \[server\]"),
        ("[nameserver]\nport = 70000", r"nameserver.port = 70000 .* from 0 to 65535"),
        ("[nameserver]\nport = '9090'", r"nameserver.port = '9090' .* whole number"),
        ("[nameserver]\nport = true", r"whole number"),
        ("[nameserver]\nport = -1", r"whole number"),
        ("[nameserver]\nhost = 3", r"nameserver.host = 3 .* text in quotes, not int"),
        ("[nameserver]\nhost = ''", r"expected a host name"),
        ("[nameserver]\nhost = 'lab:9090'", r"the port is a setting of its own"),
        ("[nameserver]\nhost = '::'", r"one IPv6 address of this computer"),
        ("[nameserver]\nhost = 'a b'", r"expected a host name"),
        ("[nameserver]\nhost = 'auto'\n[server]\nhost = 'a/b'", r"expected a host name"),
        ("[nameserver]\nbroadcast = 1", r"expected true or false"),
        ("[nameserver]\nstorage = 'dbm:x'", r"no dbm storage any more; use 'sql:FILE'"),
        ("[nameserver]\nstorage = 'sql:'", r"expected 'memory' or 'sql:FILE'"),
        ("[nameserver]\nautoclean = 1", r"0 \(never\) or at least 3 seconds"),
        ("[client]\ntimeout = 0", r"above 0"),
        ("[client]\ntimeout = nan", r"finite number of seconds"),
        ("[client]\ntimeout = '3'", r"finite number of seconds"),
        ("[server]\nlog_level = 'LOUD'", r"expected one of DEBUG, INFO"),
        ("[server", r"not a valid TOML file"),
        ("\udc80", r"not a valid TOML file"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, text, message):
    file = tmp_path / "settings.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match=message) as caught:
        load(file)
    assert str(file) in str(caught.value)


def test_a_file_that_is_missing_or_a_folder(tmp_path):
    with pytest.raises(SettingsError, match="there is no settings file"):
        load(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("PYRPL_PYRO_NAMESERVER_PRT", "1", "did you mean PYRPL_PYRO_NAMESERVER_PORT"),
        ("PYRPL_PYRO_NAMESERVER_PORT", "x", "variable PYRPL_PYRO_NAMESERVER_PORT = 'x'"),
        ("PYRPL_PYRO_NAMESERVER_BROADCAST", "maybe", "expected true or false"),
        ("PYRPL_PYRO_CLIENT_TIMEOUT", "soon", "expected a number of seconds"),
        ("PYRPL_PYRO_NAMESERVER", "a:b:c", "expected HOST or HOST:PORT"),
    ],
)
def test_a_mistake_in_the_environment_is_named(variable, value, message):
    with pytest.raises(SettingsError, match=message):
        load(environment={variable: value})


def test_values_from_the_environment():
    loaded = load(
        environment={
            "PYRPL_PYRO_NAMESERVER": "lab-pc:9100",
            "PYRPL_PYRO_NAMESERVER_BROADCAST": "Yes",
            "PYRPL_PYRO_CLIENT_TIMEOUT": "2.5",
            "PYRPL_PYRO_SERVER_LOG_LEVEL": "debug",
            "PYRPL_PYRO_SERVER_HOST": "auto",
            "UNRELATED": "1",
        }
    )
    assert (loaded.nameserver.host, loaded.nameserver.port) == ("lab-pc", 9100)
    assert loaded.nameserver.broadcast is True
    assert math.isclose(loaded.client.timeout, 2.5)
    assert loaded.server.log_level == "DEBUG"
    assert loaded.server.host == "auto"
    assert type(loaded.nameserver.host) is str


def test_an_argument_that_does_not_exist():
    with pytest.raises(SettingsError, match=r"unknown setting 'client.timout' \(did you mean"):
        load(client_timout=1)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("lab-pc", "lab-pc", None),
        ("10.0.0.1:9100", "10.0.0.1", 9100),
        ("[fe80::1]:9100", "fe80::1", 9100),
        (" lab-pc:1 ", "lab-pc", 1),
    ],
)
def test_name_server_address(text, host, port):
    assert settings.nameserver_address(text) == {
        "nameserver.host": host,
        **({"nameserver.port": port} if port else {}),
    }


@pytest.mark.parametrize("text", ["", ":1", "a:", "a:b", "::1", "a b", "a:70000", "http://a"])
def test_name_server_address_that_cannot_be(text):
    with pytest.raises(SettingsError, match="--nameserver"):
        settings.nameserver_address(text, "--nameserver")
