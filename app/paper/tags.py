"""The drawn pages get what a screen reader needs: a structure, a language, a title; and the files they carry."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf, String

from app.paper.faces import clean
from app.paper.parts import Mark, Node
from app.paper.sheet import Attachment, Sheet


def finish(drawn: bytes, sheet: Sheet, document: Node) -> bytes:
    """The complete PDF; raises ValueError when two attachments share a name."""
    out = BytesIO()
    with pikepdf.open(BytesIO(drawn)) as pdf:
        _describe(pdf, sheet)
        _structure(pdf, document)
        _attach(pdf, sheet.attachments)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _describe(pdf: Pdf, sheet: Sheet) -> None:
    title = clean(sheet.name).replace("\n", " ")
    pdf.Root.Lang = String(sheet.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    # The library's own entries hold a made-up date.
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=title, Author=clean(sheet.sender).replace("\n", " ")))
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        meta["dc:title"] = title
        meta["dc:language"] = [sheet.language]


def _structure(pdf: Pdf, document: Node) -> None:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    tree = _Tree(pdf)
    root.K = Array([tree.element(document, root)])
    root.ParentTree = tree.parents()
    root.ParentTreeNextKey = len(tree.pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


class _Tree:
    """The elements as PDF objects, and who owns each piece of marked content on each page."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.pages = [page.obj for page in pdf.pages]
        self.owners: list[dict[int, Any]] = [{} for _ in self.pages]

    def element(self, node: Node, parent: Any) -> Any:
        """The element with all it holds."""
        element = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{node.tag}"), P=parent))
        if node.scope or node.span > 1:
            element.A = _cell(node)
        kids = [self._mark(kid, element) if isinstance(kid, Mark) else self.element(kid, element) for kid in node.kids]
        if kids:
            element.K = Array(kids)
        return element

    def _mark(self, mark: Mark, element: Any) -> Dictionary:
        self.owners[mark.page][mark.number] = element
        return Dictionary(Type=Name.MCR, Pg=self.pages[mark.page], MCID=mark.number)

    def parents(self) -> Any:
        """For each page, its elements in the order of their marks."""
        numbers = Array()
        for place, (page, owners) in enumerate(zip(self.pages, self.owners, strict=True)):
            page.StructParents = place
            page.Tabs = Name.S
            numbers.append(place)
            numbers.append(self.pdf.make_indirect(Array([owners[number] for number in sorted(owners)])))
        return self.pdf.make_indirect(Dictionary(Nums=numbers))


def _cell(node: Node) -> Dictionary:
    about = Dictionary(O=Name.Table)
    if node.scope:
        about.Scope = Name(f"/{node.scope}")
    if node.span > 1:
        about.ColSpan = node.span
    return about


def _attach(pdf: Pdf, attachments: Sequence[Attachment]) -> None:
    linked = Array()
    for file in attachments:
        if file.name in pdf.attachments:
            raise ValueError("two attachments have the same name")
        spec = AttachedFileSpec(
            pdf, file.data, filename=file.name, mime_type=file.media_type, relationship=Name.Alternative
        )
        pdf.attachments[file.name] = spec
        linked.append(spec.obj)
    if attachments:
        pdf.Root.AF = linked
