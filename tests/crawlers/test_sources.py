import pytest

from crawlers.engines import engine_of
from crawlers.errors import SourceInvalid
from crawlers.sources import find_sources, is_listed, load_source

GOOD = {
    "title": '"Форум"',
    "engine": '"wordpress"',
    "url": '"https://forum.example/"',
    "hosts": '["forum.example"]',
    "timezone": '"Europe/Moscow"',
    "terms": '"Read on 1 March 2026."',
}


def source(folder, tables="", **keys):
    path = folder / "forum.toml"
    lines = [f"{key} = {value}" for key, value in {**GOOD, **keys}.items() if value]
    path.write_text("\n".join(lines) + "\n" + tables, encoding="utf-8")
    return path


def test_a_source_is_named_after_its_file(tmp_path):
    loaded = load_source(source(tmp_path))
    assert (loaded.name, loaded.title, loaded.path) == ("forum", "Форум", tmp_path / "forum.toml")
    assert (loaded.delay, loaded.allow_private, loaded.enabled) == (3.0, False, True)


def test_the_shipped_sources_are_valid_and_off():
    shipped = find_sources()
    assert shipped
    for path in shipped.values():
        loaded = load_source(path)
        assert not loaded.enabled
        engine_of(loaded).check(loaded)


def test_own_sources_stand_beside_the_shipped_ones_and_win(tmp_path):
    (tmp_path / "2ip.toml").write_text("")
    found = find_sources(tmp_path)
    assert found["2ip"] == tmp_path / "2ip.toml"
    assert "wordpress-template" in found


@pytest.mark.parametrize(
    ("keys", "tables", "words"),
    [
        ({"dealy": "1"}, "", "unknown key 'dealy'"),
        ({"terms": ""}, "", "lacks the key 'terms'"),
        ({"terms": '" "'}, "", "terms has to say"),
        ({"delay": '"3"'}, "", "delay has to be a number, and is '3'"),
        ({"delay": "0.1"}, "", "at least 1.0 s"),
        ({"hosts": '"forum.example"'}, "", "hosts has to be a list of strings"),
        ({"hosts": '["other.example"]'}, "", "hosts has to list the host of url"),
        ({"url": '"ftp://forum.example/"'}, "", "http:// or https://"),
        ({"timezone": '"Moscow"'}, "", "timezone 'Moscow' is unknown"),
        ({"engine": '"phpbb"'}, "", "engine has to be one of .*reviews"),
        ({"engine": '"reviews"'}, "", r"needs a table \[reviews\]"),
        ({"name": '"other"'}, "", "name has to be 'forum'"),
        ({"max_pages": "0"}, "", "above 0"),
        ({"enabled": "1"}, "", "enabled has to be true or false"),
        ({"wordpress": '"x"'}, "", "wordpress has to be a table"),
        ({}, '[wordpress]\nofficial_user_ids = ["a"]\n', "official_user_ids has to be a whole number"),
        ({}, "[expect]\nleast = 3\n", "expect has an unknown key 'least'"),
        ({}, '[expect]\nfields = ["txet"]\n', r"\[expect\] fields may hold author, author_badge, "),
        ({"title": '"x'}, "", "not valid TOML"),
    ],
)
def test_a_source_file_that_cannot_be_used_says_why(tmp_path, keys, tables, words):
    with pytest.raises(SourceInvalid, match=words):
        load_source(source(tmp_path, tables, **keys))


def test_a_missing_file_and_a_wrong_encoding_are_said(tmp_path):
    with pytest.raises(SourceInvalid, match="There is no source file"):
        load_source(tmp_path / "forum.toml")
    (tmp_path / "forum.toml").write_bytes('title = "Форум"'.encode("cp1251"))
    with pytest.raises(SourceInvalid, match="save it as UTF-8"):
        load_source(tmp_path / "forum.toml")


def test_loopback_sources_need_no_delay(tmp_path):
    assert load_source(source(tmp_path, delay="0", allow_private="true")).delay == 0.0


@pytest.mark.parametrize(
    ("url", "listed"),
    [
        ("https://forum.example/a", True),
        ("https://FORUM.example:443/a", True),
        ("https://forum.example:8443/a", False),
        ("http://forum.example:443/a", False),
        ("https://sub.forum.example/", False),
        ("https://forum.example.evil/", False),
        ("https://forum.example@evil.example/", False),
        ("http://xn--e1afmkfd.xn--80akhbyknj4f/", True),
        ("http://one.example:8080/", True),
        ("http://one.example/", False),
        ("http://[::1", False),
    ],
)
def test_hosts_are_listed_exactly_or_with_their_port(url, listed):
    assert is_listed(url, ("forum.example", "one.example:8080", "пример.испытание")) is listed


def test_a_source_on_loopback_may_name_its_host_without_the_port():
    assert is_listed("http://127.0.0.1:8080/", ("127.0.0.1",), any_port=True)
    assert not is_listed("http://127.0.0.2:8080/", ("127.0.0.1",), any_port=True)
