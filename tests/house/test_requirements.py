"""The table of requirements follows the marks of the tests."""

from __future__ import annotations

import ast

from tests.house.requirements import PAGE, ROWS, marks, page, shown, spans


def test_marks_name_rows_that_exist() -> None:
    assert not set(shown()) - set(ROWS)


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(shown()), "run make requirements"


def test_marks_are_read_from_functions_classes_parameters_and_files() -> None:
    source = """
pytestmark = pytest.mark.rule("R-001")
class TestShop:
    @pytest.mark.rule("R-002", "R-003")
    @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.rule("R-004"))])
    def test_order(self): ...
@pytest.mark.hard
def test_other(): ...
"""
    inside = "TestShop::test_order"
    assert set(marks(ast.parse(source))) == {("R-001", ""), ("R-002", inside), ("R-003", inside), ("R-004", inside)}


def test_a_row_without_test_is_listed() -> None:
    text = page({row: ["tests/x.py::test_y"] for row in ROWS if row not in ("R-002", "R-003")})
    assert text.endswith("## Not yet shown\n\nR-002–R-003\n")
    assert "242 of 244" in text


def test_neighbours_are_drawn_together() -> None:
    assert spans(["R-007", "R-001", "R-003", "R-002"]) == "R-001–R-003, R-007"
