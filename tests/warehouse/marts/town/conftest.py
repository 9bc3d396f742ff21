"""A town of small threads in which every case of the definitions happens once, built once for all tests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.build import build_marts

Ask = Callable[..., list[tuple]]
COMPLAIN = {"mood": "negative"}
COMPANY = {"role": "company", "by": "staff", "badge": "Официальный ответ"}
LETTER = (
    "Здравствуйте, {}! Благодарим за обращение, заявка {} принята,"
    " специалисты проверят линию и свяжутся с вами."
)
STORY = (
    "Третью неделю по вечерам скорость падает почти до нуля, мастер приходил дважды, пожал плечами и ушёл,"
    " а деньги за месяц списали полностью."
)
VISITS = (24, 100, 800)


def tell_outcomes(raw: Any) -> None:
    raw.say("v1", "vanished", 0, **COMPLAIN)
    raw.say("v2", "vanished", 10, parent="v1", **COMPANY)
    raw.event(
        "v1", "vanished", "deleted", 100, evidence="A", last_seen_at=raw.at(24), first_missing_at=raw.at(100)
    )
    raw.say("w1", "restored", 0, **COMPLAIN)
    raw.event(
        "w1",
        "restored",
        "removed_inferred",
        100,
        evidence="C",
        last_seen_at=raw.at(24),
        first_missing_at=raw.at(100),
    )
    raw.event("w1", "restored", "restored", 800)
    raw.say("r1", "recovered", 0, by="anna", **COMPLAIN)
    raw.say("r2", "recovered", 5, parent="r1", **COMPANY)
    raw.say("r3", "recovered", 30, parent="r2", by="anna", mood="positive", evidence={"thanks": None})
    raw.say("u1", "unresolved", 0, text=" ", **COMPLAIN)  # erased after it was annotated
    raw.say("u1", "unresolved", 0, seen=100, text=" ", annotated=False)  # and erased before
    raw.event("u1", "unresolved", "edited", 100)
    raw.say("u2", "unresolved", 80, parent="u1", **COMPANY)
    raw.say("d1", "deflected", 0, **COMPLAIN)
    raw.say("d2", "deflected", 2, parent="d1", evidence={"deflection": None}, **COMPANY)
    raw.say("i1", "ignored", 0, ignoring=["claimed"])
    raw.say("p1", "pending", 790, **COMPLAIN)
    raw.say("n1", "nobody", 795, source="shop", **COMPLAIN)


def tell_edits_and_absences(raw: Any) -> None:
    raw.say("e1", "edited", 0, kind="review", rating=1, by="ed", text="Нет связи.", **COMPLAIN)
    raw.say(
        "e1",
        "edited",
        0,
        seen=100,
        kind="review",
        rating=5,
        by="ed",
        text="Починили!",
        mood="positive",
        resolved=True,
    )
    raw.event("e1", "edited", "edited", 100)
    raw.say("b1", "rebaselined", 0, text="Связи нет .", seen=0)
    raw.say("b1", "rebaselined", 0, text="Связи нет.", seen=100)
    raw.say("h1", "hidden", 0, **COMPLAIN)
    raw.event("h1", "hidden", "hidden_with_parent", 100, evidence="A", first_missing_at=raw.at(100))
    raw.say("g1", "gone", 0, **COMPLAIN)
    raw.event(None, "gone", "thread_gone", 800, evidence="A", first_missing_at=raw.at(100))
    raw.say("t1", "tombstone", 0, text=" ", state="tombstone", annotated=False)
    raw.say("q1", "unread", 0, annotated=False)
    raw.event("q1", "unread", "hidden_by_moderation", 100, evidence="B", first_missing_at=raw.at(100))
    raw.say("l1", "held", 0)
    raw.event("l1", "held", "deleted", 24, evidence="A", first_missing_at=raw.at(24))
    raw.event("l1", "held", "hidden_by_moderation", 800, evidence="A", first_missing_at=raw.at(24))
    raw.say("x1", "by_day", 0, precision="day", seen=24, **COMPLAIN)


def tell_providers(raw: Any) -> None:
    both = {"vasilek": "negative", "romashka": "positive"}
    raw.say("m1", "named", 0, page=None, mood="negative", about=both, basis="named")
    raw.say(
        "m2",
        "article",
        0,
        page=None,
        kind="article",
        role="other",
        about={"vasilek": "neutral"},
        basis="named",
    )
    raw.say("m3", "article", 1, page=None, parent="m2", mood="negative", about={})
    raw.say("m4", "compared", 0, kind="review", mood="negative", about={"vasilek": "positive"}, basis="named")
    raw.say("m5", "family", 0, page=None, mood="negative", about={"roma": "negative"}, basis="named")
    raw.say(
        "m6", "family", 1, page=None, parent="m5", about={"romashka": "neutral"}, basis="named", **COMPANY
    )
    raw.say("m8", "answer", 0, about={"vasilek": "positive"}, basis="named", ignoring=["claimed"])
    raw.say("m7", "nobody named", 0, page=None, mood="negative", about={})
    midnight = 14 * 24 - 9
    raw.say("z1", "midnight", midnight, page="Василёк", about={"vasilek": "negative"}, **COMPLAIN)


def tell_answers(raw: Any) -> None:
    raw.say("a0", "post", 0, kind="article", role="other")
    raw.say("a1", "post", 1, parent="a0", by="boris", **COMPLAIN)
    raw.say("a2", "post", 2, parent="a0", by="vera", **COMPLAIN)
    raw.say("a3", "post", 5, parent="a0", **COMPANY)
    raw.say("a4", "post", 6, parent="a1", **COMPANY)
    raw.say("a5", "post", 7, parent="a0", by="gleb")
    raw.say("a6", "post", 8, parent="a5", **COMPANY)
    raw.say("a7", "post", 9, parent="a0", by="zoya", **COMPLAIN)
    raw.say("a8", "post", 10, parent="a7", by="boris", **COMPLAIN)
    for number, name in enumerate(("Иван", "Мария", "Пётр", "Олег")):
        raw.say(f"f{number}", f"letter{number}", 0, **COMPLAIN)
        text = LETTER.format(name, 100 + number)
        raw.say(f"k{number}", f"letter{number}", 20, text=text, parent=f"f{number}", **COMPANY)
    raw.say("s1", "story", 0, by="olga", evidence={"channel": "phone"}, **COMPLAIN)
    raw.say("s2", "story", 20, parent="s1", apology=["given"], compensation=["given"], **COMPANY)
    raw.say(
        "s3", "story", 50, parent="s2", by="olga", mood="positive", resolved=True, apology=["reported"],
        compensation=["given"], evidence={"resolved": None},
    )  # fmt: skip


def tell_copies(raw: Any) -> None:
    raw.say("c1", "copied", 0, text=STORY, **COMPLAIN)
    raw.say(
        "c2", "copy", 50, source="shop", text=STORY.replace("Третью", "Уже третью") + " Ужас!", **COMPLAIN
    )
    raw.say("c3", "short1", 0, text="Ужасный интернет, бегите!", **COMPLAIN)
    raw.say("c4", "short2", -12, precision="day", text="Ужасный интернет, бегите!", **COMPLAIN)  # in Moscow
    raw.say("o1", "alone", 0, by=None, **COMPLAIN)
    raw.say("o2", "alone", 1, by=None, **COMPLAIN)
    version = raw.say("y1", "reread", 0, ignoring=["claimed"], **COMPLAIN)
    raw.annotator("2+new", -500)
    raw.annotate(version, annotator="2+new", mood="neutral")


def tell_confirmations(raw: Any) -> None:
    """A person read a text and found every label as the annotator has it."""
    raw.add(
        "corrections", correction_id="k", arrival=1, version_id=raw.say("k9", "confirmed", 0),
        annotator_version="1+old", corrected_by="анна", corrected_at=raw.at(900), taken_in_at=raw.at(901),
        origin="file", role="customer", sentiment="neutral", spans=[],
    )  # fmt: skip


def visit_all(raw: Any) -> None:
    threads = {(row["source"], row["thread_key"]) for row in raw.rows["message_versions"]}
    for hours in VISITS:
        for source in ("forum", "shop"):
            status = {str(thread): "complete" for name, thread in sorted(threads, key=str) if name == source}
            if hours > 24 and source == "forum":
                status |= {"gone": "gone", "by_day": "complete" if hours == 90 else "partial"}
            raw.crawl(hours, status, source=source)
    raw.crawl(90, {"by_day": "complete", "post": "failed"})


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, new_raw: Callable[[Path], Any]) -> Path:
    """A built warehouse in which every case of the definitions happens once."""
    folder = tmp_path_factory.mktemp("town")
    raw = new_raw(folder / "warehouse.duckdb")
    for tell in (
        tell_outcomes,
        tell_edits_and_absences,
        tell_providers,
        tell_answers,
        tell_copies,
        tell_confirmations,
        visit_all,
    ):
        tell(raw)
    raw.flush()
    build_marts(raw.path, folder / "dbt")
    return raw.path


@pytest.fixture
def ask(town: Path, open_marts: Callable[[Path], duckdb.DuckDBPyConnection]) -> Iterator[Ask]:
    """Rows of a query on the town."""
    with open_marts(town) as connection:
        yield lambda text, *parameters: connection.execute(text, parameters or None).fetchall()
