"""What sites write in the place of a removed text. Only short bodies that say nothing else count."""

import re

VERSION = "1"  # of the phrases below: raise it with any change, the ledger keeps it with what it concludes
_LONGEST = 120  # characters; a longer text is a message about a removal, not the removal
_BY = r"(?:\s+(?:пользователем|автором|модератором|администрацией))?"
_PHRASES = re.compile(
    rf"""[\[(<«"]?\s*(?:
        (?:этот\s+)?комментарий\s+(?:был\s+)?(?:удален|скрыт){_BY}
      | (?:это\s+)?сообщение\s+(?:было\s+)?(?:удалено|скрыто){_BY}
      | (?:этот\s+)?отзыв\s+(?:был\s+)?(?:удален|скрыт){_BY}
      | отзыв\s+(?:находится\s+)?на\s+модерации
      | запись\s+удалена | страница\s+удалена | пользователь\s+удален
      | удалено{_BY} | deleted | removed
    )\s*[\])>»"]?\s*\.?""",
    re.VERBOSE,
)


def is_placeholder(text: str) -> bool:
    """Return whether the whole text is a note that a message was removed or hidden."""
    short = " ".join(text.casefold().replace("ё", "е").split())
    return len(short) < _LONGEST and bool(_PHRASES.fullmatch(short))
