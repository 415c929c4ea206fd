"""Any form of a finished page is filled with what was typed, and nothing else of the page is touched."""

from __future__ import annotations

from bs4 import BeautifulSoup

from app.refill import below_main, refill

PAGE = """<!doctype html><html lang="sv"><body><main id="m" tabindex="-1"><h1>Form</h1>
<form method="post" action="/a"><input type="hidden" name="rad" value="1"><input name="text" value="gammal"></form>
<form method="post" action="/a" id="den"><input type="hidden" name="csrf_token" value="ny">
<input type="hidden" name="rad" value="2">
<label for="t">Text</label><input id="t" name="text" value="gammal"><textarea name="lång" rows="2">
före</textarea>
<select name="val"><option value="1" selected>Ett</option><option value="2">Två</option></select>
<input type="checkbox" name="ruta" value="a" checked><input type="checkbox" name="ruta" value="b">
<input type="radio" name="en" value="x" checked><input type="radio" name="en" value="y">
<input type="password" name="losenord" value=""><input type="file" name="fil">
<input name="text" value="andra"><button name="beslut" formaction="/b">B</button></form>
<input form="den" name="utanför" type="number" value="1">
</main></body></html>"""
SENT = [
    ("rad", "2"), ("text", "<b>\"ny\" & å</b>"), ("text", "den andra"),
    ("lång", "rad 1\nrad 2 </textarea>"), ("val", "2"),
    ("ruta", "b"), ("en", "y"), ("losenord", "hemligt"), ("utanför", "7"), ("csrf_token", "gammal"), ("fil", "x"),
]  # fmt: skip


def filled(action: str = "/a") -> BeautifulSoup:
    html, found = refill(PAGE, action, SENT)
    assert found
    return BeautifulSoup(html, "html.parser")


def test_every_sort_of_field_is_filled() -> None:
    form = filled().select_one("#den")
    assert form
    assert [field["value"] for field in form.select("input[name=text]")] == ['<b>"ny" & å</b>', "den andra"]
    area = form.select_one("textarea")
    assert area
    assert area.get_text().removeprefix("\n") == "rad 1\nrad 2 </textarea>"
    assert [option["value"] for option in form.select("option[selected]")] == ["2"]
    assert [box["value"] for box in form.select("input[checked]")] == ["b", "y"]


def test_a_field_outside_that_points_at_the_form_is_filled() -> None:
    outside = filled().select_one("input[name=utanför]")
    assert outside
    assert outside["value"] == "7"


def test_of_two_forms_to_one_address_the_one_with_the_same_hidden_fields_is_filled() -> None:
    first = filled().select_one("form:not([id]) input[name=text]")
    assert first
    assert first["value"] == "gammal"


def test_a_button_of_its_own_address_finds_its_form() -> None:
    html, found = refill(PAGE, "/b", SENT)
    assert found
    assert "den andra" in html


def test_passwords_files_and_hidden_fields_keep_what_the_page_gave_them() -> None:
    page = filled()
    assert [field["value"] for field in page.select("input[type=password], [name=csrf_token]")] == ["ny", ""]
    assert "hemligt" not in str(page)


def test_a_page_without_the_form_stays_as_it_is() -> None:
    assert refill(PAGE, "/c", SENT) == (PAGE, False)


def test_everything_else_stays_to_the_letter() -> None:
    html, _found = refill(PAGE, "/a", [("rad", "2"), ("text", "gammal"), ("text", "andra"), ("ruta", "a"), ("en", "x")])
    assert BeautifulSoup(html, "html.parser") == BeautifulSoup(PAGE, "html.parser")


def test_a_piece_is_put_first_in_the_main_part() -> None:
    assert '<main id="m" tabindex="-1"><p>Hej</p><h1>' in below_main(PAGE, "<p>Hej</p>")
    assert below_main("<p>utan</p>", "x") == "<p>utan</p>"
