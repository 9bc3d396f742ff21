"""HTML into visible text, values and numbers."""

import re
from copy import deepcopy
from typing import cast

from lxml.html import HtmlElement
from parsel import Selector

_LINES = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header
        hr li main nav ol p pre section table tr ul""",
    )
)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg"})
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})*")
_MOST_DIGITS = 18  # of a number that means something
_DECIMAL = re.compile(r"(\d+)(?:[.,](\d+))?\s*(½)?")
_WALLS = (
    "input[type=password]",
    ".g-recaptcha, .h-captcha, .smart-captcha, .CheckboxCaptcha, #captcha, [id^=cf-challenge]",
    "iframe[src*=captcha], form[action*=captcha], script[src*=captcha], script[src*='/cdn-cgi/challenge']",
)


def parse_html(text: str) -> Selector:
    """Return the page as a tree; an empty text gives an empty page."""
    return Selector(text=text or "<html></html>", type="html")


def visible_text(node: Selector, cut: tuple[str, ...] = ()) -> str:
    """Return the text a reader sees, one line per block or <br>, without what `cut` matches."""
    element = _without(node, cut)
    pieces: list[str] = []
    _collect(element, pieces)
    lines = ("".join(pieces)).split("\n")
    return "\n".join(line for line in (" ".join(one.split()) for one in lines) if line)


def text_of(html: str) -> str:
    """Return the text a reader sees of a piece of HTML, as it stands in JSON and feeds."""
    return visible_text(parse_html(f"<div>{html}</div>")) if html else ""


def value(node: Selector, css: str) -> str:
    """Return the first non-empty text that `css` finds, "" when it finds none or is empty itself."""
    return next(iter(values(node, css)), "")


def values(node: Selector, css: str, cut: tuple[str, ...] = ()) -> list[str]:
    """Return all non-empty texts that `css` finds, elements without what `cut` matches in them."""
    texts = [
        visible_text(found, cut) if isinstance(found.root, HtmlElement) else " ".join(str(found.root).split())
        for found in (node.css(css) if css else ())
    ]
    return [text for text in texts if text]


def has(node: Selector, css: str) -> bool:
    """Return whether `css` matches anything; an empty selector matches nothing."""
    return bool(css) and bool(node.css(css))


def whole_number(text: str) -> int | None:
    """Return the first whole number in `text` («1 234 отзыва» is 1234), None without one."""
    found = _NUMBER.search(text)
    digits = re.sub(r"\D", "", found[0]) if found else ""
    return int(digits) if 0 < len(digits) <= _MOST_DIGITS else None


def rating_of(text: str) -> float | None:
    """Return «4,5», «4.5 из 5», «4½» or «★★★★☆» as a number, None without one."""
    if "★" in text:
        return float(text.count("★"))
    found = _DECIMAL.search(text)
    if not found or len(found[0]) > _MOST_DIGITS:
        return None
    return float(f"{found[1]}.{found[2] or 0}") + (0.5 if found[3] else 0.0)


def is_wall(page: Selector) -> bool:
    """Return whether the page asks to log in or to prove that one is human."""
    return any(page.css(css) for css in _WALLS)


def has_end(text: str) -> bool:
    """Return whether an HTML document came to its end."""
    return "</html" in text[-2000:].lower()


def own_part(block: Selector, css: str) -> Selector:
    """Return `block` without the messages nested in it, whose badges and texts are not its own."""
    if all(found.root is block.root for found in block.css(css)):
        return block
    copy = Selector(root=deepcopy(block.root))
    for inner in copy.css(css):
        if inner.root is not copy.root and inner.root.getparent() is not None:
            inner.root.drop_tree()
    return copy


def _without(node: Selector, cut: tuple[str, ...]) -> HtmlElement:
    if not any(node.css(css) for css in cut):
        return cast(HtmlElement, node.root)
    copy = Selector(root=deepcopy(node.root))
    for css in cut:
        for found in copy.css(css):
            if found.root.getparent() is not None:
                found.root.drop_tree()
    return cast(HtmlElement, copy.root)


def _collect(element: HtmlElement, pieces: list[str]) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN:  # comments have no name
        return
    breaks = "\n" if tag in _LINES or tag == "br" else ""
    pieces.append(breaks + _inner(tag, element))
    for child in element:
        _collect(child, pieces)
        pieces.append(_spaced(child.tail))
    pieces.append(breaks)


def _inner(tag: str, element: HtmlElement) -> str:
    """Return the text before the first child; a smiley is the text that it stands for."""
    classes = element.get("class") or ""
    if tag == "img" and ("smil" in classes or "emoji" in classes):
        return element.get("alt") or ""
    return _spaced(element.text)


def _spaced(text: str | None) -> str:
    """Return `text` in one line: a line feed in the source of a page is a space to its reader."""
    return (text or "").replace("\n", " ").replace("\r", " ")
