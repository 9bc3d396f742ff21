"""Do one thing to the forum: `act.py VERB [JSON]`. Prints JSON."""

import json
import sys
from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from spirit.category.models import Category  # noqa: E402
from spirit.comment.models import Comment  # noqa: E402
from spirit.core.utils.markdown import Markdown  # noqa: E402
from spirit.topic.models import Topic  # noqa: E402

BEGIN = datetime(2026, 3, 12, 17, 1, 33, tzinfo=UTC)


def seed(topics):
    """Make topics of comments, [author, text] each, an hour apart; return the ids of both."""
    category = Category.objects.create(title="Провайдеры", slug="providers")
    return {title: _topic(category, title, comments) for title, comments in topics.items()}


def edit(comment, text):
    """Change a comment as its author would."""
    Comment.objects.filter(pk=comment).update(
        comment=text, comment_html=Markdown().render(text), modified_count=1
    )


def remove(comment, is_removed=True):
    """Take a comment off the page, as a moderator does; a note stays in its place."""
    Comment.objects.filter(pk=comment).update(is_removed=is_removed)


def purge(comment):
    """Delete a comment for good."""
    Comment.objects.filter(pk=comment).delete()


def hide_topic(topic, is_removed=True):
    """Remove a topic, or bring it back."""
    Topic.objects.filter(pk=topic).update(is_removed=is_removed)


def _topic(category, title, comments):
    authors = {name: _user(name) for name, _ in comments}
    topic = Topic.objects.create(user=authors[comments[0][0]], category=category, title=title)
    made = [
        _comment(topic, authors[name], text, BEGIN + timedelta(hours=number))
        for number, (name, text) in enumerate(comments)
    ]
    return {"topic": topic.pk, "path": topic.get_absolute_url(), "comments": made}


def _user(name):
    found = get_user_model().objects.filter(username=name).first()
    return found or get_user_model().objects.create_user(name, f"{name}@example.test", "x")


def _comment(topic, author, text, when):
    comment = Comment.objects.create(
        user=author, topic=topic, comment=text, comment_html=Markdown().render(text)
    )
    Comment.objects.filter(pk=comment.pk).update(date=when)
    topic.increase_comment_count()
    return comment.pk


verb = {one.__name__: one for one in (seed, edit, remove, purge, hide_topic)}[sys.argv[1]]
sys.stdout.write(json.dumps(verb(**json.loads(sys.argv[2]))))
