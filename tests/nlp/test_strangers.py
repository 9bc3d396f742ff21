import pytest

from nlp.annotate import load_annotator
from nlp.annotation import Document
from nlp.strangers import introduce


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Связь-Плюс", "svyaz-plyus"), ("  Ёлка   Net ", "elka-net"), ("Объём 2.0", "obem-2-0")],
)
def test_an_unknown_provider_gets_a_latin_slug(name: str, slug: str) -> None:
    introduced = introduce(name)
    assert introduced is not None
    assert introduced.slug == slug
    assert introduced.name == " ".join(name.split())


@pytest.mark.parametrize(
    "name", ["", "…", "Очень длинное предложение, которое никак не имя провайдера, " * 2]
)
def test_what_is_no_name_introduces_nobody(name: str) -> None:
    assert introduce(name) is None


def test_a_page_about_an_unknown_provider_counts_for_it() -> None:
    annotator = load_annotator()
    document = Document(id="1", text="Третий день нет связи, трубку не берут.", provider="Связь-Плюс Городок")
    annotation = next(annotator.annotate([document]))
    assert [(one.provider, one.basis) for one in annotation.providers] == [("svyaz-plyus-gorodok", "page")]
    assert "Связь-Плюс Городок" in {provider.name for provider in annotator.providers}
