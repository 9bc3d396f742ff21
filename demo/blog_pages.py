"""The blog's HTML, shaped like a classic WordPress theme: nested comments, pages of top-level comments."""

from collections import defaultdict
from html import escape

from .blog_api import Post, link_of, rendered
from .reviews import page_count
from .state import View, reachable
from .story import MOSCOW, Story

POSTS_PER_PAGE = 10
BRANCHES_PER_PAGE = 20
MONTHS = (
    *("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь"),
    *("Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь"),
)


def front_page(base: str, posts: list[Post], page: int) -> str | None:
    """One page of the blog's front, newest article first; None when there is no such page."""
    newest = sorted(posts, key=lambda post: post.article.at, reverse=True)
    window = newest[(page - 1) * POSTS_PER_PAGE : page * POSTS_PER_PAGE]
    if page < 1 or (page > 1 and not window):
        return None
    items = "\n".join(_teaser(base, post) for post in window)
    older = ""
    if page < page_count(len(newest), POSTS_PER_PAGE):
        older = f'<a class="next page-numbers" href="{base}/blog/page/{page + 1}/">Older posts</a>'
    return _document("Сеть да сетка", f'{items}\n<nav class="navigation pagination">{older}</nav>', base)


def post_page(story: Story, base: str, post: Post, *, page: int) -> str | None:
    """One comment page of an article; None when there is no such page."""
    shown = reachable((post.article, *post.comments))[1:]
    branches: dict[int | None, list[View]] = defaultdict(list)
    for view in shown:
        branches[view.parent].append(view)
    top = branches[post.article.key]
    window = top[(page - 1) * BRANCHES_PER_PAGE : page * BRANCHES_PER_PAGE]
    if page < 1 or (page > 1 and not window):
        return None
    comments = "\n".join(
        _comment(story, link_of(base, post), view, branches=branches, depth=1) for view in window
    )
    body = f"""{_article(story, base, post)}
<div id="comments" class="comments-area">
<h2 class="comments-title">Комментарии: {len(shown)}</h2>
<ol class="comment-list">
{comments}
</ol><!-- .comment-list -->
{_pages(link_of(base, post), page, page_count(len(top), BRANCHES_PER_PAGE))}
</div><!-- #comments -->"""
    return _document(post.article.title, body, base)


def missing_page(base: str) -> str:
    """The body of a 404."""
    return _document("Страница не найдена", '<h1 class="page-title">Страница не найдена</h1>', base)


def _teaser(base: str, post: Post) -> str:
    title = escape(post.article.title)
    return (
        f'<article id="post-{post.thread.id}" class="post-{post.thread.id} post type-post status-publish">'
        f'<h2 class="entry-title"><a href="{link_of(base, post)}" rel="bookmark">{title}</a></h2></article>'
    )


def _article(story: Story, base: str, post: Post) -> str:
    login = story.staff[post.article.author].login
    at = post.article.at.astimezone(MOSCOW)
    number = post.thread.id
    date = f"{MONTHS[at.month - 1]} {at.day}, {at.year}"
    return f"""<article id="post-{number}" class="post-{number} post type-post status-publish hentry">
<header class="entry-header"><h1 class="entry-title">{escape(post.article.title)}</h1></header>
<div class="entry-content">
{rendered(post.article.text)}</div><!-- .entry-content -->
<footer class="entry-footer"><span class="posted-on">\
<time class="entry-date published" datetime="{at.isoformat()}">{date}</time></span>
<span class="byline"><a href="{base}/blog/author/{login}/" rel="author">\
{escape(post.article.author)}</a></span></footer>
</article><!-- #post-{number} -->"""


def _comment(
    story: Story, link: str, view: View, *, branches: dict[int | None, list[View]], depth: int
) -> str:
    answers = branches.get(view.key, [])
    below = [_comment(story, link, answer, branches=branches, depth=depth + 1) for answer in answers]
    children = '\n<ol class="children">\n' + "\n".join(below) + "\n</ol><!-- .children -->" if below else ""
    at = view.at.astimezone(MOSCOW)
    hour, half = at.hour % 12 or 12, "дп" if at.hour < 12 else "пп"
    date = f"{MONTHS[at.month - 1]} {at.day}, {at.year} в {hour}:{at.minute:02} {half}"
    user = story.staff.get(view.author)
    staff = f" byuser comment-author-{user.login}" if user else ""
    return f"""<li id="comment-{view.key}" class="comment{staff} depth-{depth}">
<article id="div-comment-{view.key}" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">{escape(view.author)}</b>\
<span class="says">:</span></div><!-- .comment-author -->
<div class="comment-metadata"><a href="{link}#comment-{view.key}">\
<time datetime="{at.isoformat()}">{date}</time></a></div><!-- .comment-metadata --></footer>
<div class="comment-content">
{rendered(view.text)}</div><!-- .comment-content -->
</article><!-- .comment-body -->{children}
</li><!-- #comment-## -->"""


def _pages(link: str, page: int, last: int) -> str:
    if last == 1:
        return ""
    following = (
        f'<a class="next page-numbers" href="{link}comment-page-{page + 1}/#comments">Newer comments</a>'
    )
    current = f'<span aria-current="page" class="page-numbers current">{page}</span>'
    return f'<nav class="navigation comments-pagination">{current}{following if page < last else ""}</nav>'


def _document(title: str, body: str, base: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="ru-RU">
<head>
<meta charset="UTF-8" />
<title>{escape(title)} &#8212; Сеть да сетка</title>
<link rel="https://api.w.org/" href="{base}/blog/wp-json/" />
</head>
<body class="single wp-embed-responsive">
<div id="page" class="site"><main id="main" class="site-main">
{body}
</main><!-- #main -->
<footer id="colophon" class="site-footer"><div class="site-info">\
Сеть да сетка: выдуманный блог для показа программы.</div></footer><!-- #colophon -->
</div><!-- #page -->
</body>
</html>
"""
