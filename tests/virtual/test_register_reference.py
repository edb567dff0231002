"""The page of registers is what its script makes of the tables."""

import importlib.util
from pathlib import Path

import pytest

from pyrpl_pyro.virtual.fabric import BLOCKS

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "make_register_reference.py"


@pytest.fixture(scope="module")
def script():
    specification = importlib.util.spec_from_file_location("make_register_reference", SCRIPT)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(script):
    assert script.PAGE.read_text(encoding="utf-8") == script.page(), (
        "run python docs/make_register_reference.py"
    )


def test_every_register_has_a_row_with_its_meaning(script):
    page = script.page()
    for block in BLOCKS:
        for register in block.table:
            assert register.doc, f"{block.name}.{register.name}"
            assert f" | {register.doc} | {register.effect} |" in page


def test_values_after_reset_are_those_of_the_board(script):
    page = script.page()
    assert "| input0 to input11 | 4 | 10, input9: 11, input10: 15, input11: 15 | RW |" in page
    assert "| quadrature_filter_stages | 32 | 2, iq2: 4 | R |" in page
    assert "| pwm0 | 24 | 0x800000 | R |" in page
