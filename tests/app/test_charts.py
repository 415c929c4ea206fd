"""Charts as numbers: scales are round, stacks stand on each other, and the table holds what is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts import BOTTOM, TOP, Series, draw, scale_of

AMOUNTS = st.integers(-(10**13), 10**13)


@given(st.lists(AMOUNTS, max_size=20))
def test_a_scale_holds_every_value_and_has_few_ticks(values: list[int]) -> None:
    scale = scale_of(values)
    assert all(scale.low <= value <= scale.high for value in [0, *values])
    assert 2 <= len(scale.ticks) <= 7
    assert scale.ticks[-1] == scale.high
    assert 0 in scale.ticks


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=14))
def test_every_bar_stands_within_the_sheet(months: list[tuple[int, int, int]]) -> None:
    series = [Series(str(at), [month[at] for month in months]) for at in range(3)]
    for layout in ("stacked", "grouped"):
        drawn = draw([""] * len(months), series, cell=str, tick=str, layout=layout)  # type: ignore[arg-type]  # both are layouts
        assert all(bar.y >= TOP - 3 and bar.y + bar.height <= BOTTOM + 3 and bar.width > 0 for bar in drawn.bars)


def test_a_stack_is_summed_in_the_table_and_stands_with_a_gap_between() -> None:
    drawn = draw(
        ["jan"], [Series("Utrustning", [300]), Series("Licenser", [100])], cell=str, tick=str, frame=("Ram", 350)
    )
    assert drawn.rows == [("jan", ["300", "100", "400"])]
    first, second = drawn.bars
    assert first.y + first.height == BOTTOM
    assert first.y - (second.y + second.height) == 2
    assert drawn.frame is not None
    assert drawn.frame[1] > second.y


def test_what_is_less_than_nothing_hangs_below_the_line() -> None:
    drawn = draw(["a", "b"], [Series("Förändring", [100, -100])], cell=str, tick=str)
    up, down = drawn.bars
    assert up.y + up.height == drawn.zero == down.y
    assert not drawn.summed


def test_a_line_goes_through_the_middle_of_every_place() -> None:
    drawn = draw(["a", "b"], [Series("Andel", [50, 100])], cell=str, tick=str, layout="lines")
    assert drawn.bars == []
    assert [x for x, _y in drawn.lines[0][1]] == [x for x, _text in drawn.slots]


def test_no_chart_has_five_series() -> None:
    with pytest.raises(ValueError, match="four"):
        draw(["a"], [Series(str(at), [1]) for at in range(5)], cell=str, tick=str)
