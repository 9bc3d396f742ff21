from pathlib import Path

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
    ("у Зелёной точки хорошо", {"Зелёной точки": "zelenaya_tochka"}),
    ("Зеленая точка рядом", {"Зеленая точка": "zelenaya_tochka"}),
    ("Йотой пользуюсь на даче", {"Йотой": "yota"}),
    ("Beeline, Megafon, Tele2", {"Beeline": "beeline", "Megafon": "megafon", "Tele2": "tele2"}),
    ("провайдер Мотив в Екатеринбурге", {"Мотив": "motiv"}),
    ("ушёл от «Планеты»", {"Планеты": "planeta"}),
    # hard negatives
    ("понятен мотив отказа", {}),
    ("из искры возгорится пламя", {}),
    ("другая планета, другие люди", {}),
    ("сила воли", {}),
    ("дом, руки, мтсный", {}),
    ("кт грудной клетки", {}),
]


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
    assert len(slugs) == len(providers) >= 40
    assert all(provider.parent in slugs for provider in providers if provider.parent)


def test_no_alias_means_two_providers() -> None:
    owners: dict[str, str] = {}
    for provider in load_providers():
        for alias in {alias.lower() for alias in provider.aliases}:
            assert owners.setdefault(alias, provider.slug) == provider.slug, alias


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
