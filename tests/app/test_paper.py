"""The paper kit: what a sheet says is in the PDF, tagged, whole and the same every time, whatever people wrote."""

from __future__ import annotations

import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.paper import Attachment, Column, Fact, Label, Paragraphs, Sheet, Table, Words, compose, label_sheets, render
from app.paper.faces import faces
from app.paper.parts import Panel, Stroke, Text
from tests.pdf import PdfReader

NBSP = "\u00a0"
WORDS = Words(page="Sida {page} av {pages}", number="Nummer", issued="Datum")
COLUMNS = [Column("Vara", 5), Column("Antal", 1, "right"), Column("Summa exkl. moms", 2, "right")]
SUMS = [("Summa exkl. moms", f"2{NBSP}390{NBSP}kr"), ("Att betala", f"2{NBSP}987,50{NBSP}kr")]
NASTY = {
    "markup": "<b>Fet</b> <i>",
    "picture": '<img src="/etc/passwd" width="9"/><para>&#x41;&amp;&lt;',
    "entity": "Bäst & billigast &nbsp; &unknown;",
    "operators": ") Tj ET EMC Q (\\) \\057 >> endstream",
    "template": "{page} {0.__class__} %s",
    "emoji": "👩🏽‍💻 laptop 🎉",
    "surrogate": "trasig \ud800 text \udfff",
    "control": "noll \x00\x01\x1b\x7f\ufeff \ufffe\uffff",
    "direction": "\u202eomvänd\u202c עברית",
    "combining": "a\u030angstro\u0308m Z" + "\u0301" * 50,
    "breaks": "rad\r\nrad\rrad\u2028rad\u2029rad\v\frad\n\n\n",
    "spaces": " \t \u3000\u202f  ",
    "long": "å" * 10_000,
    "long words": "mycket lång text " * 600,
    "empty": "",
}


def sheet(rows: int = 3, **changes: Any) -> Sheet:
    lines = [(f"Vara nummer {number}", "2", f"1{NBSP}195{NBSP}kr") for number in range(1, rows + 1)]
    whole = Sheet(
        title="Orderbekräftelse",
        number="2026-01482",
        issued="18 november 2026",
        words=WORDS,
        sender="Sydnärkes IT-förvaltning",
        lead="Gjord av Sara Nyberg.",
        facts=[Fact("Beställare", "Sara Nyberg"), Fact("Levereras till", "Receptionen\nStorgatan 14")],
        blocks=[Table(COLUMNS, lines, SUMS, "Tillbehör"), Paragraphs("Så går det vidare", ["Du får ett mejl."])],
        footer=["Frågor: servicedesk"],
    )
    return replace(whole, **changes)


def with_text(text: str) -> Sheet:
    """A sheet that has the text everywhere."""
    table = Table([Column(text), Column(text, 0.2, "right")], [(text, text)] * 2, [(text, text)], text)
    return Sheet(
        title=text, number=text, issued=text, words=WORDS, sender=text, lead=text, facts=[Fact(text, text)] * 3,
        blocks=[table, Paragraphs(text, [text])], footer=[text],
    )  # fmt: skip


def test_everything_is_said_in_reading_order() -> None:
    document = PdfReader(render(sheet(rows=1))).document
    assert document.tag == "Document"
    assert [kid.tag for kid in document.kids] == ["P", "P", "P", "H1", "P", "L", "H2", "Table", "H2", "P", "P"]
    said = [kid.said for kid in document.kids if kid.tag != "Table"]
    assert said == [
        "Sydnärkes IT-förvaltning",
        "Nummer 2026-01482",
        "Datum 18 november 2026",
        "Orderbekräftelse",
        "Gjord av Sara Nyberg.",
        "BeställareSara NybergLevereras tillReceptionen Storgatan 14",
        "Tillbehör",
        "Så går det vidare",
        "Du får ett mejl.",
        "Frågor: servicedesk",
    ]
    assert [item.tag for item in document.all("LI")[1].kids] == ["Lbl", "LBody"]


def test_table_has_titles_cells_and_sums() -> None:
    table = PdfReader(render(sheet(rows=2))).document.all("Table")[0]
    assert [group.tag for group in table.kids] == ["THead", "TBody", "TFoot"]
    titles, body, sums = table.kids
    assert [(cell.tag, cell.said, cell.scope) for cell in titles.kids[0].kids] == [
        ("TH", "Vara", "Column"),
        ("TH", "Antal", "Column"),
        ("TH", "Summa exkl. moms", "Column"),
    ]
    assert [[cell.said for cell in row.kids] for row in body.kids] == [
        ["Vara nummer 1", "2", "1 195 kr"],
        ["Vara nummer 2", "2", "1 195 kr"],
    ]
    assert [[(cell.tag, cell.said, cell.scope, cell.span) for cell in row.kids] for row in sums.kids] == [
        [("TH", "Summa exkl. moms", "Row", 2), ("TD", "2 390 kr", "", 1)],
        [("TH", "Att betala", "Row", 2), ("TD", "2 987,50 kr", "", 1)],
    ]


@pytest.mark.parametrize("columns", [1, 2, 5])
def test_every_row_is_as_wide_as_the_table(columns: int) -> None:
    table = Table([Column("a")] * columns, [["b"] * columns] * 2, [("c", "d")])
    rows = PdfReader(render(sheet(blocks=[table]))).document.all("TR")
    assert [sum(cell.span for cell in row.kids) for row in rows] == [columns] * 4
    assert rows[-1].said == "cd"


def test_language_title_and_no_claims() -> None:
    reader = PdfReader(render(sheet(language="en")))
    root, info = reader.pdf.Root, reader.pdf.docinfo
    assert root.Lang == "en"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert bool(root.MarkInfo.Marked)
    assert {key: str(value) for key, value in info.items()} == {
        "/Title": "Orderbekräftelse 2026-01482",
        "/Author": "Sydnärkes IT-förvaltning",
    }
    about = root.Metadata.read_bytes().decode()
    assert "<rdf:li>en</rdf:li>" in about
    assert "Orderbekräftelse 2026-01482" in about
    assert not re.search("pdfuaid|pdfaid", about)


def test_three_pages_count_themselves_and_repeat_the_titles() -> None:
    reader = PdfReader(render(sheet(rows=50)))
    assert [re.findall(r"Sida \d av \d", page) for page in reader.pages] == [
        ["Sida 1 av 3"], ["Sida 2 av 3"], ["Sida 3 av 3"],
    ]  # fmt: skip
    assert ["Vara\n" in text for text in reader.decoration] == [False, True, True]
    assert ["Orderbekräftelse 2026-01482" in text for text in reader.decoration] == [False, True, True]
    titles = [cell.said for cell in reader.document.all("TH")]
    assert titles.count("Vara") == 1, "repeated titles are decoration"
    rows = reader.document.all("TBody")[0].kids
    assert [row.kids[0].said for row in rows] == [f"Vara nummer {number}" for number in range(1, 51)]


@pytest.mark.parametrize("rows", range(12, 26))
def test_sums_stay_with_the_last_row(rows: int) -> None:
    pages = PdfReader(render(sheet(rows=rows))).pages
    home = next(page for page in pages if "Att betala" in page)
    assert f"Vara nummer {rows}2" in home, "the last row, followed by its count"
    assert "2 390 kr" in home


def test_all_inside_the_margins_and_sums_end_at_the_right_edge() -> None:
    fonts = faces()
    for page in compose.pages_of(with_text("Ett långt ord: " + "W" * 400 + " slut"), fonts)[1]:
        for item in page:
            wide = fonts.width(item.text.rstrip(), item.style) if isinstance(item, Text) else 0
            wide = item.width if isinstance(item, Stroke | Panel) else wide
            assert compose.MARGIN - 0.01 <= item.x <= item.x + wide <= compose.WIDTH - compose.MARGIN + 0.01
            assert compose.MARGIN <= item.y <= compose.HEIGHT - compose.MARGIN
    ends = {
        round(item.x + fonts.width(item.text, item.style) - compose.WIDTH + compose.MARGIN, 3)
        for item in compose.pages_of(sheet(), fonts)[1][0]
        if isinstance(item, Text) and item.text.endswith("kr")
    }
    assert ends == {0}


@pytest.mark.parametrize("ours", [True, False])
def test_every_font_is_inside(ours: bool, tmp_path: Path) -> None:
    fonts = faces() if ours else faces(tmp_path)
    reader = PdfReader(render(sheet(), fonts))
    names = {str(font.BaseFont) for font in reader.fonts}
    assert all("/FontFile2" in font.FontDescriptor for font in reader.fonts)
    assert not any("Helvetica" in name for name in names)
    assert "Orderbekräftelse" in reader.pages[0]


def test_a_broken_font_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "Figtree-Regular.ttf").write_bytes(b"not a font")
    assert "Gjord av Sara Nyberg." in PdfReader(render(sheet(), faces(tmp_path))).pages[0]


def test_without_any_font_on_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["app.paper.faces"]
    vera = {"regular": "Vera.ttf", "semibold": "VeraBd.ttf", "bold": "VeraBd.ttf"}
    monkeypatch.setattr(module, "STAND_INS", {weight: ("Missing.ttf", name) for weight, name in vera.items()})
    reader = PdfReader(render(sheet(lead="Åäö é, Д och 🎉."), faces(tmp_path)))
    assert "Åäö é, ? och ?." in reader.pages[0]


def test_names_from_many_countries_are_whole() -> None:
    names = "Łukasz Ibrahimović, Şükrü Dağ, Zoë Čapek, Ægir Þórsson"
    assert names in PdfReader(render(sheet(lead=names))).pages[0]


def test_letters_of_a_decomposed_name_are_joined() -> None:
    assert "Åsa Öberg" in PdfReader(render(sheet(lead="A\u030asa O\u0308berg"))).pages[0]


def test_the_same_sheet_gives_the_same_bytes_a_second_later() -> None:
    first = render(sheet())
    assert render(with_text("annat")) != first
    time.sleep(1.1)
    assert render(sheet()) == first


def test_threads_do_not_disturb_each_other() -> None:
    wanted = [render(sheet(rows)) for rows in range(1, 9)]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(lambda rows: render(sheet(rows)), range(1, 9))) == wanted
    finally:
        sys.setswitchinterval(usual)


OPENED: list[str] = []
WATCHING = threading.Event()


def _watch(event: str, details: tuple[Any, ...]) -> None:
    if WATCHING.is_set() and event in {"open", "socket.connect", "urllib.Request", "subprocess.Popen", "os.system"}:
        OPENED.append(f"{event} {details[0]!r}")


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nothing_people_write_stops_a_paper_or_opens_a_file(text: str) -> None:
    render(with_text("först laddas typsnitten"))
    sys.addaudithook(_watch)
    OPENED.clear()
    WATCHING.set()
    try:
        data = render(with_text(text))
    finally:
        WATCHING.clear()
    assert OPENED == []
    reader = PdfReader(data)
    assert len(reader.document.all("TD")) == 5


@pytest.mark.parametrize("text", [NASTY["markup"], NASTY["picture"], NASTY["operators"], NASTY["template"]])
def test_markup_is_shown_as_it_was_written(text: str) -> None:
    document = PdfReader(render(sheet(lead=text, blocks=[Table([Column("a")], [[text]])]))).document
    assert document.kids[4].said == text
    assert document.all("TD")[0].said == text


def test_what_no_font_has_is_a_box() -> None:
    said = PdfReader(render(sheet(lead="en 😀 \ud800 \ue000 fest"))).document.kids[4].said
    assert re.fullmatch("en ([□?]) \\1 \\1 fest", said)


def test_a_cell_longer_than_a_page_is_whole() -> None:
    text = "".join(f"{number:05d}" for number in range(2000))
    table = Table([Column("Smal", 1), Column("Bred", 5)], [(text, "kort")], [("Summa", "1")])
    reader = PdfReader(render(sheet(blocks=[table])))
    assert reader.document.all("TD")[0].said == text
    assert len(reader.pages) > 5
    assert all(f"Sida {number} av {len(reader.pages)}" in page for number, page in enumerate(reader.pages, 1))


ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)


@settings(max_examples=60, deadline=None)
@given(ANYTHING)
def test_any_text_gives_a_whole_paper(text: str) -> None:
    reader = PdfReader(render(with_text(text)))
    assert len(reader.document.all("TD")) == 5
    assert "Sida 1 av" in reader.pages[0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcåäöÅÄÖé012,.&<>()\\", min_size=1, max_size=30), min_size=1, max_size=40))
def test_no_word_is_lost_or_split_when_it_fits(words: list[str]) -> None:
    text = " ".join(words)
    assert PdfReader(render(sheet(lead=text))).document.kids[4].said == text


def test_attachments_are_carried() -> None:
    files = [Attachment("faktura.xml", "application/xml", b"<a/>"), Attachment("rader.csv", "text/csv", b"1;2")]
    data = render(sheet(attachments=files))
    assert data == render(sheet(attachments=files))
    pdf = PdfReader(data).pdf
    assert {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()} == {
        "faktura.xml": b"<a/>",
        "rader.csv": b"1;2",
    }
    assert pdf.attachments["faktura.xml"].get_file().mime_type == "application/xml"
    assert len(pdf.Root.AF) == 2


def test_two_attachments_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        render(sheet(attachments=[Attachment("a", "text/plain", b"1"), Attachment("a", "text/plain", b"2")]))


@pytest.mark.parametrize(
    ("columns", "rows"), [([], []), ([Column("a", 0)], []), ([Column("a")], [("1", "2")]), (COLUMNS, [("1", "2")])]
)
def test_a_crooked_table_is_refused(columns: list[Column], rows: list[tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match="columns"):
        Table(columns, rows)


def test_the_smallest_sheet() -> None:
    bare = Sheet(title="Kvitto", number="", issued="", words=Words(page="{page}/{pages}"), sender="")
    reader = PdfReader(render(bare))
    assert [(kid.tag, kid.said) for kid in reader.document.kids] == [("H1", "Kvitto")]
    assert reader.decoration == ["1/1\n"]


def test_how_long_a_page_takes() -> None:
    long = sheet(rows=200)
    render(long)
    start = time.perf_counter()
    data = render(long)
    spent = (time.perf_counter() - start) * 1000
    pages = len(PdfReader(data).pages)
    sys.stdout.write(f"{spent / pages:.1f} ms a page, {pages} pages\n")
    assert pages > 5


def test_the_tag_of_a_label_is_never_cut() -> None:
    label = Label("LEK-ACCESS-00021", ("Mobiltelefon",), "https://butik.example/enheter/LEK-ACCESS-00021")
    [page] = PdfReader(label_sheets([label], title="Etiketter", sender="Butiken")).pages
    assert "LEK-ACCESS-00021" in page


def test_a_number_that_is_in_the_title_is_not_said_twice() -> None:
    assert sheet(title="Beställning P1", number="P1").name == "Beställning P1"
    assert sheet(title="Faktura", number="7").name == "Faktura 7"
