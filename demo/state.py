"""What the site shows at a given moment: a pure function of the story."""

from dataclasses import dataclass, replace
from datetime import datetime

from .story import Story, Thread, Utterance

PLACEHOLDERS = {True: "Отзыв удалён модератором", False: "Комментарий удалён"}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One message as it stands: `key` and `parent` are the site's numbers, `at` is Moscow time.

    `parent` may name a message that is not shown any more. A tombstone has neither author nor rating.
    """

    key: int
    parent: int | None
    at: datetime
    author: str
    official: bool
    title: str
    text: str
    rating: float | None
    likes: int
    is_tombstone: bool = False


def thread_views(story: Story, thread: Thread, moment: datetime) -> tuple[View, ...]:
    """What the database of the site holds of a thread, oldest first; empty when the thread is not there."""
    if thread.gone and moment >= story.begins(thread.gone):
        return ()
    there = [message for message in thread.messages if _is_there(story, message, moment)]
    views = tuple(_view(story, thread, message, moment) for message in there)
    return views if views and views[0].parent is None else ()


def reachable(views: tuple[View, ...]) -> tuple[View, ...]:
    """The views that a page shows: a message whose chain of parents is broken is not drawn."""
    shown: dict[int, View] = {}
    for view in views:
        if view.parent is None or view.parent in shown:
            shown[view.key] = view
    return tuple(shown.values())


def _is_there(story: Story, message: Utterance, moment: datetime) -> bool:
    if message.at > moment:
        return False
    removal = message.removal
    if removal is None or removal.how == "tombstone" or moment < story.begins(removal.day):
        return True
    return removal.back is not None and moment >= story.begins(removal.back)


def _view(story: Story, thread: Thread, message: Utterance, moment: datetime) -> View:
    parent = _parent(story, thread, message, moment)
    view = View(
        key=thread.key(message.id),
        parent=None if parent is None else thread.key(parent),
        at=message.at,
        author=message.author,
        official=message.official,
        title=message.title,
        text=message.text,
        rating=message.rating,
        likes=message.likes,
    )
    return _tombstone(view) if _is_buried(story, message, moment) else _edited(story, message, view, moment)


def _parent(story: Story, thread: Thread, message: Utterance, moment: datetime) -> int | None:
    if message.moved and moment >= story.begins(message.moved[0]):
        return message.moved[1]
    parents = {other.id: other for other in thread.messages}
    parent = message.parent
    while parent is not None and _is_purged(story, parents[parent], moment):
        parent = parents[parent].parent
    return parent


def _is_purged(story: Story, message: Utterance, moment: datetime) -> bool:
    removal = message.removal
    return removal is not None and removal.how == "purge" and moment >= story.begins(removal.day)


def _is_buried(story: Story, message: Utterance, moment: datetime) -> bool:
    removal = message.removal
    if removal is None or removal.how != "tombstone" or moment < story.begins(removal.day):
        return False
    return removal.back is None or moment < story.begins(removal.back)


def _tombstone(view: View) -> View:
    text = PLACEHOLDERS[view.parent is None]
    return replace(
        view, author="", title="", text=text, rating=None, likes=0, official=False, is_tombstone=True
    )


def _edited(story: Story, message: Utterance, view: View, moment: datetime) -> View:
    for edit in message.edits:
        if moment >= story.begins(edit.day):
            view = replace(
                view,
                text=view.text if edit.text is None else edit.text,
                title=view.title if edit.title is None else edit.title,
                rating=view.rating if edit.rating is None else edit.rating,
            )
    return view
