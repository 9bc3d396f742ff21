"""Whether a name stands for the provider or for something else: a planet, a cat, a nickname."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc

from .aliases import Doubt
from .text import END, QUOTES, read_word
from .words import list_words

_NEAR, _CALLING_NEAR = 5, 7  # words to each side
_CONTEXT = list_words(
    "провайдер интернет инет оператор тариф подключить подключение подключать подключаться роутер связь"
    " мбит мегабит гигабит абонент абонентка абонплата договор техподдержка поддержка саппорт подключиться"
    " перейти уйти переход вай-фай вайфай wifi wi-fi сеть оптика мастер скорость симка сим-карта сим lte"
    " лте =g gpon пинг трафик вышка модем кабель монтажник монтер телефония линия отписка отключить"
    " приставка iptv мб гб mbps безлимит домофон баланс профработа техработа ip dns порт серверный"
    " лк кол-центр"
)
"""Near them an ambiguous name is the provider's."""
_TOPIC = _CONTEXT | list_words(
    "звонить дозвониться авария обрыв заявка счет оплата канал стрим сайт кабинет личный скачать лагать"
    " фриз ролик онлайн офис номер тв телевидение роуминг смс sms лимит потеря трубка деньга провод"
)
"""A text that holds one of these is about communications."""
_KINDS = list_words(
    "озеро деревня село поселок станица хутор город улица проспект переулок река остров гора станция"
    " метро кафе ресторан бар магазин тц трц кинотеатр гостиница отель санаторий завод фабрика колхоз"
    " лагерь телеканал певица персонаж фильм сериал книга роман журнал газета песня группа клуб команда"
    " игра передача спектакль формат уровень ячейка лист ватман трасса шоссе маршрут марка велосипед"
    " стадион"
)
"""«Озеро Искра», «кинотеатр „Планета“», «уровень А1»: what stands right before the name is called so."""
_PREPOSITIONS = list_words("у с со из от к ко на в во через за про по до без против кроме")
OTHER_PHRASE = "the phrase is known as something else"
OTHER_KIND = "the word before it says what else it is"
SOMEBODY = "it is the name of a person or an animal"
_CALLED = list_words("=зовут =звали =зовется кличка прозвище =ник =ником никнейм никнэйм =погоняло")
_NAMED = list_words("назвать называть окрестить наречь имя")
_CALLING = ("зов", "зва", "клич", "прозв", "ник", "погон", "наз", "окрес", "наре", "имя", "имен")
_CREATURES = list_words(
    "кот кошка котенок пес собака щенок шпиц хомяк попугай сын дочь ребенок конь корова хорек"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A name at tokens `start:end` of a text."""

    doc: Doc
    start: int
    end: int
    slug: str
    doubt: Doubt = Doubt.NONE

    @property
    def before(self) -> str:
        """The token before it; a full stop where the text begins."""
        return str(self.doc[self.start - 1].text) if self.start else "."

    def around(self, reach: int) -> Iterator[str]:
        """The tokens up to `reach` before and after it, without its own."""
        first = max(0, self.start - reach)
        for token in self.doc[first : self.end + reach]:
            if not self.start <= token.i < self.end:
                yield token.text


@dataclass(slots=True)
class Setting:
    """What page and text tell about the names in it.

    `own` is the page's provider and its brand, `named` are those surely named, `doubted` those whose names
    are ambiguous.
    """

    doc: Doc
    own: frozenset[str]
    named: set[str] = field(default_factory=set)
    doubted: set[str] = field(default_factory=set)
    _topic: bool | None = None

    @property
    def is_about_communications(self) -> bool:
        """Whether the page is one provider's or any word tells of communications."""
        if self._topic is None:
            self._topic = bool(self.own) or any(_is(token.text, _TOPIC) for token in self.doc)
        return self._topic


def names_page_provider(place: Place, setting: Setting) -> bool:
    """The page is about it, or about one of its brands."""
    return place.slug in setting.own


def names_again(place: Place, setting: Setting) -> bool:
    """«Ростелеком … у РТ»: the text names it in full elsewhere."""
    return place.slug in setting.named


def names_beside_context(place: Place, _: Setting) -> bool:
    """«Провайдер Мотив», «скорость у Планеты»: a word of communications within five words."""
    return any(_is(word, _CONTEXT) for word in place.around(_NEAR))


def names_beside_provider(place: Place, setting: Setting) -> bool:
    """«Ушёл с Билайна на Мотив»: a provider that is surely meant stands in the text."""
    return len(setting.named | setting.doubted) > (place.slug in setting.doubted)


def names_in_quotes(place: Place, _: Setting) -> bool:
    """«Договор с „Планетой“»."""
    return place.before in QUOTES


def names_with_capital(place: Place, _: Setting) -> bool:
    """«У меня Мотив»: a capital inside a sentence."""
    word = place.doc[place.start].text
    if word.isupper() and len(word) > 2 and not place.doc.text.isupper():
        return True
    return word[0].isupper() and not (END.search(place.before[-1]) or place.before[-1] in "\n»")


def names_at_start(place: Place, _: Setting) -> bool:
    """«Мотив в кармане»: a capital, be it that of the sentence."""
    return str(place.doc[place.start].text)[0].isupper()


def names_after_preposition(place: Place, _: Setting) -> bool:
    """«Сижу на Планете», «ушёл с Мотива»."""
    return place.before.lower() in _PREPOSITIONS


def names_in_topic(_: Place, setting: Setting) -> bool:
    """The text tells of communications somewhere."""
    return setting.is_about_communications


Clue = Callable[[Place, Setting], bool]
CLUES: dict[Clue, str] = {
    names_page_provider: "the page is not about it",
    names_again: "the text does not name it in full",
    names_beside_context: "no word like «интернет» or «тариф» within five words",
    names_beside_provider: "no provider that is surely meant in the text",
    names_in_quotes: "no quotation marks",
    names_with_capital: "no capital inside a sentence",
    names_at_start: "no capital",
    names_after_preposition: "no preposition before it",
    names_in_topic: "no word of communications in the text",
}
"""What makes an ambiguous name a provider's, and what is said where it is missing."""
_NEEDED: dict[Doubt, Iterable[tuple[str, ...]]] = {
    Doubt.NAME: [(clue.__name__,) for clue in CLUES if clue != names_at_start],
    Doubt.WORD: [
        ("names_page_provider",),
        ("names_beside_context",),
        ("names_in_quotes", "names_in_topic"),
        ("names_with_capital", "names_in_topic"),
        ("names_in_quotes", "names_beside_provider"),
        ("names_with_capital", "names_beside_provider"),
        ("names_at_start", "names_beside_provider"),
        ("names_after_preposition", "names_beside_provider"),
    ],
    Doubt.OWN_PAGE: [("names_page_provider",), ("names_again",)],
}
"""The clues that are enough together."""


def judge(place: Place, setting: Setting) -> tuple[str, tuple[str, ...]]:
    """The rule that takes an ambiguous name and nothing, or "" and what is missing."""
    if place.doubt is Doubt.DECOY:
        return "", (OTHER_PHRASE,)
    if is_somebody(place):
        return "", (SOMEBODY,)
    if is_of_a_kind(place):
        return "", (OTHER_KIND,)
    useful = {name for needed in _NEEDED[place.doubt] for name in needed}
    holding = {clue.__name__: clue(place, setting) for clue in CLUES if clue.__name__ in useful}
    for needed in _NEEDED[place.doubt]:
        if all(holding[name] for name in needed):
            return needed[0], ()
    return "", tuple(missing for clue, missing in CLUES.items() if not holding.get(clue.__name__, True))


def calls(text: str) -> bool:
    """Whether a word may tell how somebody is called; by its first letters, since every new word is asked."""
    return text.lower().startswith(_CALLING)


def is_somebody(place: Place) -> bool:
    """«Меня зовут Билайн», «назвали кота Ростелеком», «это ник»: a name of a person or an animal."""
    if place.before.lower() in _PREPOSITIONS:
        return False
    around = list(place.around(_CALLING_NEAR))
    if any(_is(word, _CALLED) for word in around):
        return True
    return any(_is(word, _NAMED) for word in around) and any(_is(word, _CREATURES) for word in around)


def is_of_a_kind(place: Place) -> bool:
    """«Озеро Искра», «4 мега»: the word before the name says what else it is."""
    before = place.before
    if before.isdigit() and len(before) < 4:  # «2024 А1 был лучшим» begins with a year
        return True
    if before in QUOTES and place.start > 1:
        before = place.doc[place.start - 2].text
    return _is(before, _KINDS)


def _is(text: str, words: frozenset[str]) -> bool:
    return not read_word(text).keys.isdisjoint(words)
