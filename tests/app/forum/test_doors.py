"""The forum's proposals over HTTP: who reads what, who may do what, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.forum.actions import proposing
from app.forum.models import Proposal
from tests.app.assortment.making import draft
from tests.app.forum.making import MEMBERS, SCREEN, Stage
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
FORM = {"kind": "replace", "item": SCREEN, "title": "En större skärm", "need": "Ritningarna syns inte"}
VERBS = ("kommentar", "ta-tillbaka")


@pytest.fixture
def stage(session: Session, people: People) -> Stage:
    return Stage(session, people)


def test_anybody_suggests_from_a_plain_form(client_as: SignIn) -> None:
    karin = client_as("karin")
    page = karin.get(f"/forum/forslag/nytt?vara={SCREEN}")
    assert page.form("/forum/forslag/nytt")["item"] == SCREEN
    wrong = karin.post("/forum/forslag/nytt", FORM | {"need": ""})
    assert wrong.status == 422
    assert wrong.field("title") == "En större skärm"
    made = karin.follow(karin.post("/forum/forslag/nytt", FORM))
    assert "Förslaget har kommit in till IT" in made.text
    assert "En större skärm" in karin.get("/forum/forslag?visa=mina").text


def test_a_change_must_say_of_what(client_as: SignIn) -> None:
    assert client_as("olle").post("/forum/forslag/nytt", FORM | {"item": ""}).status == 422


def test_what_is_not_out_for_consultation_is_not_there_for_others(stage: Stage, client_as: SignIn) -> None:
    number = stage.suggested().number
    stage.session.commit()
    olle, petra = client_as("olle"), client_as("petra")
    path = f"/forum/forslag/{number}"
    olle.get(path, status=404)
    assert [olle.post(f"{path}/{verb}", {"text": "Nej"}).status for verb in VERBS] == [404, 404]
    assert number not in olle.get("/forum/forslag").text
    petra.get(path, status=403)
    for key in ("karin", "omar", "lena", "eva", "rut"):
        assert client_as(key).get(path).h1.startswith("En större skärm")


def test_only_the_editor_recommends_and_consults(stage: Stage, client_as: SignIn) -> None:
    path = f"/forum/forslag/{stage.suggested().number}"
    stage.session.commit()
    for key in ("karin", "lena", "eva", "alva"):
        browser = client_as(key)
        assert {browser.post(f"{path}/{verb}").status for verb in ("rekommendera", "remiss", "svar", "publicera")} == {
            403
        }


@pytest.mark.rule("R-011")
@pytest.mark.rule("R-039")
def test_it_compares_and_the_longest_lived_stands_first(stage: Stage, client_as: SignIn) -> None:
    path = f"/forum/forslag/{stage.suggested().number}"
    stage.session.commit()
    omar = client_as("omar")
    form = omar.get(f"{path}/rekommendera").form(f"{path}/rekommendera") | {
        "background": "Vi har provat två", "recommendation": "Ta den mindre", "chosen": "0",
        "name-0": "Kort", "price-0": "1 200", "lifetime-0": "48",
        "name-1": "Lång", "price-1": "2400", "lifetime-1": "96",
    }  # fmt: skip
    refused = omar.post(f"{path}/rekommendera", form)
    assert refused.status == 422
    assert "håller längre" in refused.text
    assert refused.field("name-1") == "Lång"
    page = omar.follow(omar.post(f"{path}/rekommendera", form | {"motivation": "Den långa får inte plats"}))
    assert next(row.get_text() for row in page.soup.select("tbody th")).startswith("Lång")
    assert "Den långa får inte plats" in page.text
    assert "300\u00a0kr" in page.html


def test_two_who_recommend_at_once_see_both_versions(stage: Stage, client_as: SignIn) -> None:
    path = f"/forum/forslag/{stage.suggested().number}"
    stage.session.commit()
    omar = client_as("omar")
    form = omar.get(f"{path}/rekommendera").form(f"{path}/rekommendera")
    first = form | {"background": "Först", "recommendation": "Ja"}
    omar.post(f"{path}/rekommendera", first)
    clash = omar.post(f"{path}/rekommendera", form | {"background": "Sedan", "recommendation": "Ja"})
    assert clash.status == 409
    assert "Först" in clash.text
    assert clash.field("background").strip() == "Sedan"
    again = clash.form(f"{path}/rekommendera")
    assert "Sedan" in omar.follow(omar.post(f"{path}/rekommendera", again)).text


@pytest.mark.rule("R-216")
def test_the_municipalities_answer_side_by_side(stage: Stage, client_as: SignIn) -> None:
    proposal = stage.recommended()
    path = f"/forum/forslag/{proposal.number}"
    stage.session.commit()
    omar = client_as("omar")
    omar.post(f"{path}/remiss", {"version": str(proposal.version)})
    assert "Askersund, Hallsberg, Laxå, Lekeberg" in omar.get(path).text
    eva = client_as("eva")
    page = eva.follow(eva.post(f"{path}/remissvar", {"text": "Laxå säger ja"}))
    assert "1 av 4 kommuner har svarat" in page.text
    again = eva.post(f"{path}/remissvar", {"text": "En gång till"})
    assert again.status == 422
    assert client_as("karin").post(f"{path}/remissvar", {"text": "Jag"}).status == 403


def test_what_was_written_while_the_proposal_moved_on_is_kept(stage: Stage, client_as: SignIn) -> None:
    proposal = stage.suggested()
    path, version = f"/forum/forslag/{proposal.number}", str(proposal.version)
    stage.session.commit()
    proposing.recommend(
        stage.session, proposal, proposing.Recommended(background="b", recommendation="r"),
        actor=stage.me("omar").actor, at=MOMENT,
    )  # fmt: skip
    stage.session.commit()
    page = client_as("karin").post(f"{path}/kommentar", {"text": "Min kommentar", "version": version})
    assert page.status == 409
    assert "Min kommentar" in page.html
    assert "IT har lämnat underlag" in page.text


@pytest.mark.rule("R-012")
def test_the_schools_sign_in_the_browser(stage: Stage, client_as: SignIn) -> None:
    path = f"/forum/forslag/{stage.consulted(school=True).number}"
    stage.session.commit()
    simon = client_as("simon")
    assert "skolans tur" in simon.get(path).text
    assert "ställer sig bakom" in simon.follow(simon.post(f"{path}/skolan", {"text": "Bra"})).text
    assert client_as("eva").post(f"{path}/skolan", {"text": "Bra"}).status == 403


@pytest.mark.rule("R-027")
def test_the_chair_records_the_chief_executives(stage: Stage, client_as: SignIn) -> None:
    path = f"/forum/forslag/{stage.consulted(pilot=True).number}"
    stage.session.commit()
    said = {"decided_on": "2026-11-10", "reference": "KC/KD § 4"}
    assert client_as("eva").post(f"{path}/kckd", said).status == 403
    lena = client_as("lena")
    assert lena.post(f"{path}/kckd", {"reference": "§ 4"}).status == 422
    assert "KC/KD § 4" in lena.follow(lena.post(f"{path}/kckd", said)).text


def test_the_editor_publishes_what_was_decided(stage: Stage, client_as: SignIn) -> None:
    proposal = stage.accepted(new_item_id=None)
    draft(stage.session, SCREEN, "skarm-annan")
    stage.session.commit()
    path, omar = f"/forum/forslag/{proposal.number}", client_as("omar")
    assert omar.post(f"{path}/publicera").status == 422
    omar.post(f"{path}/utkast", {"utkast": "skarm-annan"})
    assert "Infört i sortimentet" in omar.follow(omar.post(f"{path}/publicera")).text
    assert "Säljs inte längre" in client_as("karin").get(f"/sortiment/{SCREEN}").text
    client_as("karin").get("/sortiment/skarm-annan")


def test_a_list_is_searched_filtered_and_paged(stage: Stage, client_as: SignIn) -> None:
    for number in range(22):
        wish = proposing.Suggestion(kind="add", title=f"Mus {number}", need="Ont i handen")
        proposing.suggest(stage.session, wish, me=stage.me("karin"), at=MOMENT)
    stage.suggested()
    stage.session.commit()
    eva = client_as("eva")
    assert len(eva.get("/forum/forslag").soup.select(".order-card")) == 20
    older = eva.get("/forum/forslag").soup.select_one("a[rel=next]")
    assert older is not None
    assert len(eva.get(str(older["href"])).soup.select(".order-card")) == 3
    assert len(eva.fragment("/forum/forslag?q=skärm").soup.select(".order-card")) == 1
    assert len(eva.get("/forum/forslag?typ=replace").soup.select(".order-card")) == 1
    assert "Inga träffar" in eva.get("/forum/forslag?q=100%").text
    assert len(MEMBERS) == 4
    assert stage.session.get(Proposal, 1) is not None
