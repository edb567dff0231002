"""When a server notices that the file of tokens, or of revoked certificates, is another one."""

import secrets
import sys

import pytest

from pyrpl_pyro.security import Role, credentials_of
from pyrpl_pyro.security.acceptance import Acceptance
from pyrpl_pyro.security.tokens import read_tokens
from pyrpl_pyro.settings import SecuritySettings

ALICE, BOB = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
LINES = f"control {ALICE} of Alice\nadmin {BOB} of Bob\n"


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "tokens"
    made.touch(0o600)
    made.write_text(LINES)
    return made


@pytest.fixture
def acceptance(file):
    return Acceptance(credentials_of(SecuritySettings(token_file=str(file))))


@pytest.fixture
def alice(file):
    return read_tokens(str(file))[0].identity


def look_until_noticed(acceptance):
    # A file that has just changed may be half written: it is read at the second look.
    acceptance.look()
    acceptance.look()


def test_a_file_that_is_half_written_ends_nobody(acceptance, file, alice):
    for content in ("", f"admin {BOB}", "contr", LINES):
        file.write_text(content)
        acceptance.look()
        assert acceptance.objection(alice) == ""
    look_until_noticed(acceptance)
    assert acceptance.objection(alice) == ""


@pytest.mark.parametrize(
    "content", [f"admin {BOB} of Bob\n", "# nobody\n", ""], ids=["of another", "comment", "empty"]
)
def test_a_token_whose_line_is_gone(acceptance, file, alice, content):
    file.write_text(content)
    look_until_noticed(acceptance)
    assert acceptance.objection(alice) == "its token was taken back"


def test_a_file_that_an_editor_replaced(acceptance, file, alice):
    other = file.with_suffix(".new")
    other.touch(0o600)
    other.write_text(f"admin {BOB} of Bob\n")
    other.replace(file)
    look_until_noticed(acceptance)
    assert acceptance.objection(alice) == "its token was taken back"


def test_a_role_that_is_changed(acceptance, file, alice):
    file.write_text(LINES.replace("of Alice", "of Alice Smith"))
    look_until_noticed(acceptance)
    assert acceptance.objection(alice) == ""
    file.write_text(LINES.replace("control", "admin"))
    look_until_noticed(acceptance)
    assert acceptance.objection(alice) == ""
    file.write_text(LINES.replace("control", "read"))
    look_until_noticed(acceptance)
    assert acceptance.objection(alice) == "its token has the role read only now"


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")
def test_a_file_that_is_made_private_after_it_was_copied(acceptance, file, alice, caplog):
    file.write_text(f"admin {BOB} of Bob\n")
    file.chmod(0o644)
    look_until_noticed(acceptance)
    assert acceptance.objection(alice) == ""
    assert "chmod 600" in caplog.text
    file.chmod(0o600)
    look_until_noticed(acceptance)
    assert acceptance.objection(alice) == "its token was taken back"


def test_a_file_that_is_gone_for_a_while(acceptance, file, alice):
    file.unlink()
    look_until_noticed(acceptance)
    assert acceptance.objection(alice) == ""
    file.touch(0o600)
    file.write_text(f"admin {BOB} of Bob\n")
    look_until_noticed(acceptance)
    assert acceptance.objection(alice) == "its token was taken back"


def test_a_list_of_revoked_certificates_that_is_half_copied(authority, tmp_path):
    from cryptography import x509

    from pyrpl_pyro.security import Identity

    folder = tmp_path / "pc"
    folder.mkdir()
    for source in (authority.folder / "issued" / "pc").iterdir():
        copy = folder / source.name
        copy.touch(0o600)
        copy.write_bytes(source.read_bytes())
    acceptance = Acceptance(credentials_of(SecuritySettings(directory=str(folder))))
    issued = authority.issue("trudy", Role.CONTROL)
    certificate = x509.load_pem_x509_certificate((issued / "certificate.pem").read_bytes())
    trudy = Identity("trudy", Role.CONTROL, "certificate", f"{certificate.serial_number:X}")
    assert acceptance.objection(trudy) == ""
    content = authority.revoke("trudy").read_bytes()
    for part in (content[:200], b"", content):
        (folder / "revoked.pem").write_bytes(part)
        look_until_noticed(acceptance)
    assert acceptance.objection(trudy) == "its certificate was revoked"
