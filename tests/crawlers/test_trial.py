from crawlers.sources import load_source
from crawlers.trial import PAGES, look_at


def look(site, html, folder, **options):
    path = folder / "own.toml"
    template = options.pop("template", html.REVIEWS)
    text = template.replace("{base}", site.base).replace("{top}", options.pop("top", ""))
    path.write_text(text, encoding="utf-8")
    return look_at(load_source(path), contact="test@example.org", **options)


def test_a_look_tells_what_each_field_holds_and_reads_one_list(site, html, tmp_path):
    site.put("/list", html.listing("1", "2", rest='<a class="next" href="/list2"></a>'))
    site.put(
        "/t/1",
        html.thread(
            html.article("1", text="Звонил на +7 900 123-45-67"), html.article("2", badge="Провайдер")
        ),
    )
    site.put("/t/2", status=503)
    found = look(site, html, tmp_path, top='[expect]\nmin_messages = 50\nfields = ["text", "author"]\n')
    assert found.is_good, found.error
    fields = {one.field: (one.filled, one.of, one.is_expected) for one in found.fields}
    assert fields["text"] == (2, 2, True)
    assert fields["author_hash"] == (2, 2, True)
    assert fields["author_badge"] == (1, 2, False)
    assert fields["rating"] == (0, 2, False)
    assert next(one for one in found.fields if one.field == "text").example == "Звонил на [телефон]"
    assert (found.kinds, found.threads) == ({"review": 1, "reply": 1}, {"complete": 1, "failed": 1})
    assert found.reasons == ("thread 2: answered 503",)
    assert site.count("/list2") == 0


def test_a_look_asks_for_a_few_pages_only(site, html, tmp_path):
    keys = [str(number) for number in range(30)]
    site.put("/list", html.listing(*keys))
    for key in keys:
        site.put(f"/t/{key}", html.thread(html.article(key)))
    found = look(site, html, tmp_path)
    assert len(site.asked) == PAGES
    assert found.is_good
    assert found.threads == {"complete": PAGES - 2}


def test_a_look_can_keep_its_pages(site, html, tmp_path):
    site.put("/list", html.listing("1"))
    site.put("/t/1", html.thread(html.article("1")))
    look(site, html, tmp_path, keep_pages=tmp_path / "kept")
    kept = [(tmp_path / "kept" / f"{number}.page").read_text(encoding="utf-8") for number in (1, 2)]
    assert kept[1] == f"{site.base}/t/1\n{html.thread(html.article('1'))}"


def test_a_look_at_a_changed_site_is_not_good_and_says_why(site, html, tmp_path):
    site.put("/list", "<html>новая вёрстка</html>")
    found = look(site, html, tmp_path)
    assert not found.is_good
    assert "markup changed" in found.error


def test_a_look_that_misses_an_expected_field_is_not_good(site, html, tmp_path):
    site.put("/list", html.listing("1"))
    site.put("/t/1", html.thread(html.article("1", date="когда-то")))
    found = look(site, html, tmp_path, top='[expect]\nfields = ["published_at"]\n')
    assert not found.is_good
    assert found.kinds == {"review": 1}
