"""How a claimed letter of each kind is carried."""

from __future__ import annotations

import datetime as dt
import json

from flask import Flask
from sqlalchemy.orm import Session

from app.config import Config
from app.delivery import actions as delivery
from app.files import get, write_whole
from app.invoicing import actions as invoicing
from app.outbox import Letter
from app.worker import ticketing
from app.worker.mail import PDF, XML, Attachment, Mail, send


class Carrier:
    """Carries one letter in three steps: prepare in a transaction, carry outside any, tell of it in the last one."""

    def __init__(self, app: Flask, config: Config, letter: Letter) -> None:
        self.app, self.config, self.letter = app, config, letter
        self.parcel: delivery.Parcel | None = None
        self.consignment: invoicing.Consignment | None = None
        self.files: list[Attachment] = []

    @property
    def needs_document(self) -> bool:
        """Whether a document must be made or fetched before the letter can leave."""
        return self.letter.kind in ("partner_order", "order_agreement", "invoice") or "files" in self.letter.payload

    def prepare(self, session: Session, now: dt.datetime) -> None:
        """Make the documents of a partner order and keep them; fetch the kept bytes of an invoice, or a mail's files.

        Raises ValueError for a file that is not kept.
        """
        if self.letter.kind == "mail":
            self.files = [_attached(session, self.config, key) for key in self.letter.payload["files"]]
            return
        if self.letter.kind == "invoice":
            self.consignment = invoicing.pack(session, self.letter.payload["invoice_id"])
            return
        order_id = self.letter.payload["partner_order_id"]
        self.parcel = delivery.pack(session, order_id, folder=self.config.files_dir, at=now)

    def carry(self) -> None:
        """Send it; raises ValueError for a kind nobody knows, and whatever the way out raises."""
        if self.letter.kind == "mail":
            said = self.letter.payload
            self._mail(str(said["to"]), said["template"], said["params"], *self.files)
        elif self.letter.kind == "ticket":
            self._ticket()
        elif self.letter.kind == "invoice":
            self._hand_over()
        elif self.parcel is None:
            raise ValueError(f"unknown kind of letter: {self.letter.kind}")
        elif self.letter.kind == "order_agreement":
            self._agree(self.parcel)
        elif self.config.partner_order_via == "folder":
            self._drop(self.parcel)
        else:
            document = Attachment(f"{self.parcel.number}.pdf", PDF, self.parcel.pdf)
            self._mail(self.parcel.to, "partner_order", self.parcel.params, document, *_xml(self.parcel, ""))

    def arrived(self, session: Session, now: dt.datetime) -> None:
        """Note on a partner order or an invoice that it has left."""
        if self.consignment is not None:
            invoicing.handed_over(session, self.consignment, at=now)
        if self.parcel is not None and self.letter.kind == "partner_order":
            delivery.note_sent(session, self.parcel, at=now)

    def _mail(self, to: str, template: str, params: dict[str, object], *files: Attachment) -> None:
        mail = Mail(
            key=self.letter.key, to=to, template=template, params=params,
            written_at=self.letter.created_at, attachments=files,
        )  # fmt: skip
        send(self.app, self.config, mail)

    def _agree(self, parcel: delivery.Parcel) -> None:
        """Send what was ordered to the buyer's purchasing system; what cannot be a Peppol document is not sent."""
        if files := _xml(parcel, "-avtal"):
            self._mail(str(self.letter.payload["to"]), "order_agreement", parcel.params, *files)

    def _hand_over(self) -> None:
        """Leave an invoice for the access point, the paper first; one that has left already is left alone."""
        if self.consignment is None:
            return
        folder = self.config.data_dir / "invoices"
        write_whole(folder / f"{self.consignment.number}.pdf", self.consignment.pdf)
        write_whole(folder / f"{self.consignment.number}.xml", self.consignment.xml)

    def _ticket(self) -> None:
        """Hand a case to the other ticketing system, the way that was chosen when it happened."""
        if self.letter.payload["via"] == "json":
            ticketing.send_json(self.config, self.letter, self.app.config["CLOCK"]())
        else:
            self._mail(self.config.ticketing_mail, "ticket", ticketing.mail_params(self.letter))

    def _drop(self, parcel: delivery.Parcel) -> None:
        """Leave the order in the drop folder; the data comes last, so whoever sees it finds the document too."""
        folder = self.config.data_dir / "partner"
        write_whole(folder / f"{parcel.number}.pdf", parcel.pdf)
        if parcel.xml:
            write_whole(folder / f"{parcel.number}.xml", parcel.xml)
        data = json.dumps(parcel.data, ensure_ascii=False, indent=2, sort_keys=True)
        write_whole(folder / f"{parcel.number}.json", data.encode())


def _xml(parcel: delivery.Parcel, ending: str) -> list[Attachment]:
    """The order as Peppol Order, or with an ending as Order Agreement; nothing where it cannot be one."""
    data = parcel.agreement if ending else parcel.xml
    return [Attachment(f"{parcel.number}{ending}.xml", XML, data)] if data else []


def _attached(session: Session, config: Config, key: str) -> Attachment:
    found = get(session, config.files_dir, key)
    if found is None:
        raise ValueError(f"no kept file {key}")
    maintype, _slash, subtype = found[0].media_type.partition("/")
    return Attachment(found[0].name, (maintype, subtype), found[1])
