"""The plants in docs/virtual-board.md are those that there are."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_up_to_date():
    path = ROOT / "docs" / "make_plant_reference.py"
    spec = importlib.util.spec_from_file_location("make_plant_reference", path)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    assert reference.page() == reference.PAGE.read_text(encoding="utf-8"), (
        "run python docs/make_plant_reference.py"
    )


def test_all_pictures_of_the_page_exist():
    text = (ROOT / "docs" / "virtual-board.md").read_text(encoding="utf-8")
    pictures = re.findall(r"\]\((pictures/[^)]+)\)", text)
    assert len(pictures) >= 8
    assert all((ROOT / "docs" / picture).is_file() for picture in pictures)
