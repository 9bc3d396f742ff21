import json
import re
from typing import Any

from demo.site import Response, Site
from demo.story import Story

API = "/blog/wp-json/wp/v2"


def ask(story: Story, day: int, target: str) -> Response:
    return Site(story, story.visit_days[day - 1], "http://127.0.0.1:1").respond(target)


def rows(story: Story, day: int, target: str) -> Any:
    response = ask(story, day, API + target)
    assert response.status == 200, target
    return json.loads(response.body)


def comment_ids(story: Story, day: int, post: int) -> list[int]:
    return [row["id"] for row in rows(story, day, f"/comments?post={post}&per_page=100&order=asc&orderby=id")]


def error(story: Story, day: int, target: str) -> tuple[int, str]:
    response = ask(story, day, API + target)
    return response.status, json.loads(response.body)["code"]


def test_posts_come_newest_first_with_totals(story: Story) -> None:
    response = ask(story, 9, API + "/posts?per_page=5")
    posts = json.loads(response.body)
    assert [post["id"] for post in posts][:2] == [2012, 2010]
    assert response.headers["X-WP-Total"] == "12"
    assert response.headers["X-WP-TotalPages"] == "3"
    assert response.headers["Link"].endswith('?per_page=5&page=2>; rel="next"')


def test_comments_carry_parents_staff_and_both_clocks(story: Story) -> None:
    first, *_, official = rows(story, 2, "/comments?post=2001&per_page=8&order=asc")[:7]
    assert (first["parent"], first["author"]) == (0, 0)
    assert first["date"] == "2026-01-15T23:20:41"
    assert first["date_gmt"] == "2026-01-15T20:20:41"
    assert official["author"] == 7
    assert "Публично приносим вам извинения" in official["content"]["rendered"]


def test_paging_comments_gives_each_once(story: Story) -> None:
    whole = comment_ids(story, 9, 2008)
    pages = [
        row["id"]
        for page in (1, 2, 3)
        for row in rows(story, 9, f"/comments?post=2008&per_page=5&order=asc&orderby=id&page={page}")
    ]
    assert pages == whole
    assert len(whole) == 12


def test_pages_beyond_the_last_are_empty_for_comments_and_an_error_for_posts(story: Story) -> None:
    assert rows(story, 9, "/comments?post=2001&page=9") == []
    assert error(story, 9, "/posts?page=99") == (400, "rest_post_invalid_page_number")


def test_too_large_a_page_is_refused(story: Story) -> None:
    assert error(story, 9, "/comments?per_page=101") == (400, "rest_invalid_param")
    assert error(story, 9, "/posts?page=x") == (400, "rest_invalid_param")


def test_a_trashed_comment_is_unreadable_and_its_answer_keeps_a_dangling_parent(story: Story) -> None:
    assert 200405 in comment_ids(story, 4, 2004)
    assert 200405 not in comment_ids(story, 5, 2004)
    assert error(story, 5, "/comments/200405") == (401, "rest_cannot_read")
    answer = rows(story, 5, "/comments/200406")
    assert answer["parent"] == 200405


def test_the_page_drops_what_hangs_under_a_trashed_comment(story: Story) -> None:
    before, after = (
        ask(story, day, "/blog/2026/01/kak-ya-uhodil-ot-stozhara/").body.decode() for day in (4, 5)
    )
    assert 'id="comment-200406"' in before
    assert 'id="comment-200406"' not in after
    assert "Комментарии: 7<" in before
    assert "Комментарии: 5<" in after


def test_deleting_for_good_hands_the_answers_to_the_article(story: Story) -> None:
    parents = [
        {row["id"]: row["parent"] for row in rows(story, day, "/comments?post=2007&per_page=100")}
        for day in (4, 5)
    ]
    assert (parents[0][200706], parents[0][200707]) == (200705, 200705)
    assert (parents[1][200706], parents[1][200707]) == (0, 0)
    assert error(story, 5, "/comments/200705") == (404, "rest_comment_invalid_id")


def test_a_moved_comment_changes_its_parent_only(story: Story) -> None:
    before, after = (rows(story, day, "/comments/200607") for day in (5, 6))
    assert (before["parent"], after["parent"]) == (0, 200606)
    assert before["content"] == after["content"]


def test_an_edited_article_tells_when_it_was_modified(story: Story) -> None:
    before, after = (rows(story, day, "/posts/2006") for day in (5, 6))
    assert before["modified_gmt"] == before["date_gmt"]
    assert after["modified_gmt"] == "2026-03-08T21:00:00"
    assert "Обновление, 1 марта" in after["content"]["rendered"]
    assert [post["id"] for post in rows(story, 6, "/posts?modified_after=2026-03-01T00:00:00")] == [2006]


def test_single_comments_can_be_probed_by_number(story: Story) -> None:
    assert [row["id"] for row in rows(story, 9, "/comments?include=200102,200403&order=asc")] == [
        200102,
        200403,
    ]
    assert error(story, 9, "/posts/77") == (404, "rest_post_invalid_id")
    assert error(story, 9, "/users") == (404, "rest_no_route")


def test_the_page_nests_comments_and_marks_staff(story: Story) -> None:
    page = ask(story, 9, "/blog/2026/01/koshmar-ot-kedrona/").body.decode()
    assert len(re.findall(r'<li id="comment-\d+"', page)) == 9
    assert 'id="comment-200108" class="comment byuser comment-author-kedron-care depth-1"' in page
    assert 'id="comment-200110" class="comment byuser comment-author-ershov depth-2"' in page
    assert 'datetime="2026-01-20T17:12:36+03:00"' in page


def test_the_front_page_leads_to_all_articles(story: Story) -> None:
    pages = [ask(story, 9, target).body.decode() for target in ("/blog/", "/blog/page/2/")]
    links = [
        link
        for page in pages
        for link in re.findall(r'href="http://127.0.0.1:1(/blog/20[^"]+)" rel="book', page)
    ]
    assert len(links) == 12
    assert all(ask(story, 9, link).status == 200 for link in links)
    assert "next page-numbers" in pages[0]


def test_the_index_tells_the_zone(story: Story) -> None:
    index = json.loads(ask(story, 1, "/blog/wp-json/").body)
    assert index["timezone_string"] == "Europe/Moscow"
    assert "wp/v2" in index["namespaces"]


def test_embedding_names_the_author_and_fields_keep_the_rest_away(story: Story) -> None:
    fields = "id,author,_embedded"
    (post,) = rows(story, 9, f"/posts?include=2001&_embed=author&_fields={fields}")
    assert sorted(post) == ["_embedded", "author", "id"]
    assert post["_embedded"]["author"][0]["name"] == "Павел Ершов"
    assert sorted(rows(story, 9, "/comments/200102?_fields=id,parent")) == ["id", "parent"]
    assert "_embedded" not in rows(story, 9, "/comments/200102?_embed=author")  # a guest
