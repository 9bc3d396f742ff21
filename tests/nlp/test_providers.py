import re
from pathlib import Path
from time import perf_counter

import pytest

from nlp.errors import ProviderFileBroken
from nlp.providers import ProviderFinder, inflect, load_providers
from nlp.text import load_language

FINDER = ProviderFinder(load_providers())

MENTIONS = [
    ("Перешёл с Билайна на МТС", {"Билайна": "beeline", "МТС": "mts"}),
    ("билайном не доволен", {"билайном": "beeline"}),
    ("2КОМ опять лёг", {"2КОМ": "2kom"}),
    ("в 2com молчат, двакома тоже", {"2com": "2kom", "двакома": "2kom"}),
    ("Дом.ру и dom.ru и домру", {"Дом.ру": "domru", "dom.ru": "domru", "домру": "domru"}),
    ("МТСом пользовался", {"МТСом": "mts"}),
    ("ростелекому спасибо", {"ростелекому": "rostelecom"}),
    ("РОСТЕЛЕКОМ!", {"РОСТЕЛЕКОМ": "rostelecom"}),
    ("у Зелёной точки хороший интернет", {"Зелёной точки": "zelenaya_tochka"}),
    ("провайдер Зеленая точка рядом", {"Зеленая точка": "zelenaya_tochka"}),
    ("Йотой пользуюсь на даче", {"Йотой": "yota"}),
    ("Beeline, Megafon, Tele2", {"Beeline": "beeline", "Megafon": "megafon", "Tele2": "tele2"}),
    ("провайдер Мотив в Екатеринбурге", {"Мотив": "motiv"}),
    ("ушёл от «Планеты»", {"Планеты": "planeta"}),
    # hard negatives
    ("понятен мотив отказа", {}),
    ("из искры возгорится пламя", {}),
    ("другая планета, другие люди", {}),
    ("сила воли", {}),
    ("дом, руки, мтсо", {}),
    ("кт грудной клетки", {}),
]


CASES = Path(__file__).with_name("mentions.txt").read_text(encoding="utf-8").splitlines()
DRAWN = re.compile(r"\[@[a-z0-9_]+:([^\]]*)\]")


def draw(text: str, page: str | None) -> str:
    """The text with the names in it as the finder draws them."""
    for mention in reversed(FINDER.find(load_language().make_doc(text), page)):
        text = f"{text[: mention.start]}[@{mention.provider}:{mention.quote}]{text[mention.end :]}"
    return text


@pytest.mark.parametrize("line", [line for line in CASES if line and not line.startswith("# ")])
def test_names_are_drawn_as_in_the_case(line: str) -> None:
    page, _, drawn = line.rpartition("> ")
    assert draw(DRAWN.sub(r"\1", drawn), page or None) == drawn


@pytest.mark.parametrize(("text", "named"), MENTIONS)
def test_providers_are_found_where_they_are_named(text: str, named: dict[str, str]) -> None:
    mentions = FINDER.find(load_language().make_doc(text))
    assert {mention.quote: mention.provider for mention in mentions} == named
    assert all(text[mention.start : mention.end] == mention.quote for mention in mentions)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("mts", "mts"),
        ("МТС", "mts"),
        ("дом.ру", "domru"),
        ("2com", "2kom"),
        ("Искра", "iskra"),
        ("Рога", None),
    ],
)
def test_a_page_provider_is_known_by_slug_or_any_name(name: str, slug: str | None) -> None:
    assert FINDER.resolve(name) == slug


def test_known_words_are_inflected_together() -> None:
    assert {"зелёной точкой", "зеленой точкой", "зелёную точку"} <= inflect("Зелёная точка")


def test_short_names_take_endings_with_and_without_a_hyphen() -> None:
    assert {"мтс", "мтса", "мтс-ом"} <= inflect("МТС")


def test_slugs_are_unique_and_parents_exist() -> None:
    providers = load_providers()
    slugs = {provider.slug for provider in providers}
    assert len(slugs) == len(providers) >= 60
    assert all(provider.parent in slugs for provider in providers if provider.parent)


def test_no_alias_means_two_providers() -> None:
    owners: dict[str, str] = {}
    for provider in load_providers():
        names = (*provider.aliases, *provider.ambiguous, *provider.own_page)
        assert provider.name
        assert names
        for alias in {alias.lower() for alias in names}:
            assert owners.setdefault(alias, provider.slug) == provider.slug, alias


@pytest.mark.parametrize(
    ("text", "page", "rule"),
    [
        ("Билайн молчит", None, "names_provider"),
        ("#мтсживи", None, "names_in_hashtag"),
        ("провайдер Мотив", None, "names_beside_context"),
        ("кристалл хорош", "kristall", "names_page_provider"),
        ("ростелком", None, "misspells_provider"),
        ("@Beeline_RUS", None, "names_in_handle"),
        ("МТС-Украина", None, "names_in_word"),
        ("билайновский", None, "names_in_adjective"),
    ],
)
def test_a_mention_says_which_rule_took_it(text: str, page: str | None, rule: str) -> None:
    (mention,) = FINDER.find(load_language().make_doc(text), page)
    assert mention.rule == rule


def test_an_ambiguous_name_that_is_not_taken_says_what_is_missing() -> None:
    (candidate,) = FINDER.explain("Планета ждёт")
    assert (candidate.slug, candidate.alias, candidate.rule) == ("planeta", "Планета", "")
    assert "no word like «интернет» or «тариф» within five words" in candidate.missing
    assert "the text does not name it in full" not in candidate.missing  # that would not be enough


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Меня зовут Билайн", "it is the name of a person or an animal"),
        ("на озере Искра", "the word before it says what else it is"),
        ("никакая сила воли", "the phrase is known as something else"),
    ],
)
def test_what_is_something_else_says_so(text: str, reason: str) -> None:
    (candidate,) = FINDER.explain(text)
    assert (candidate.rule, candidate.missing) == ("", (reason,))


def test_a_page_is_a_context_and_may_be_named_in_any_spelling() -> None:
    assert [one.rule for one in FINDER.explain("РТ не подвёл", "Ростелеком")] == ["names_page_provider"]
    assert [one.rule for one in FINDER.explain("РТ не подвёл", "МТС")] == [""]


@pytest.mark.parametrize(
    "text", ["а" * 100_000, "@" * 5_000, "мтс-" * 20_000, "#мтс " * 3_000, "билайн" * 9_000]
)
def test_endless_words_are_read_in_bounded_time(text: str) -> None:
    began = perf_counter()
    FINDER.find(load_language().make_doc(text))
    assert perf_counter() - began < 5


def test_a_file_adds_providers(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        '[[provider]]\nslug = "luna"\nname = "Луна-Нет"\naliases = ["Луна-Нет"]\n', encoding="utf-8"
    )
    finder = ProviderFinder(load_providers([file]))
    (mention,) = finder.find(load_language().make_doc("от луна-нета ушли"))
    assert mention.provider == "luna"


@pytest.mark.parametrize(
    "text",
    [
        "[[provider]",
        '[[provider]]\nslug = "a"\n',
        '[[provider]]\nslug="a"\nname="A"\naliases=["a"]\ncolour="red"\n',
        '[[provider]]\nslug="a"\nname="A"\naliases=[]\n',
        '[[provider]]\nslug="a"\nname="A"\naliases=["a"]\ndecoys="a b"\n',
        '[[provider]]\nslug="a"\nname="A"\naliases=["a", 3]\n',
    ],
)
def test_a_broken_file_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProviderFileBroken, match=r"Cannot read the provider file .*broken\.toml"):
        load_providers([file])


def test_a_missing_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ProviderFileBroken, match="There is no provider file"):
        load_providers([tmp_path / "none.toml"])
