"""Guard, manners and settings, without a crawl; what they do in one is in the tests of faults and runner."""

from datetime import UTC, datetime

import pytest
from twisted.internet.error import DNSLookupError

from crawlers.errors import SpecInvalid
from crawlers.guard import _public, refusal
from crawlers.manners import retry_after
from crawlers.settings import scrapy_settings, user_agent
from crawlers.sources import Source

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def source(**keys):
    given = {"hosts": ("a.example", "127.0.0.1", "8.8.8.8", "::1", "192.168.0.1"), "delay": 3.0} | keys
    return Source(title="A", engine="wordpress", url="http://a.example", timezone="UTC", terms="x", **given)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://a.example/", ""),
        ("http://8.8.8.8/", ""),
        ("file:///etc/passwd", "file:// addresses are not read"),
        ("http://b.example/", "not listed"),
        ("http://127.0.0.1/", "not a public address"),
        ("http://192.168.0.1/", "not a public address"),
        ("http://[::1]/", "not a public address"),
        ("http://169.254.169.254/latest", "not listed"),
    ],
)
def test_only_listed_public_addresses_may_be_asked(url, words):
    assert words in refusal(url, source())
    assert bool(refusal(url, source())) == bool(words)


def test_a_source_may_allow_private_addresses_but_not_unlisted_ones():
    assert refusal("http://127.0.0.1/", source(allow_private=True)) == ""
    assert refusal("http://169.254.169.254/", source(allow_private=True))


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"])
def test_names_may_not_resolve_to_private_addresses(address):
    with pytest.raises(DNSLookupError, match="not a public address"):
        _public(address, "a.example")


def test_names_may_resolve_to_public_addresses():
    assert _public("8.8.8.8", "a.example") == "8.8.8.8"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0),
        (b"Fri, 20 Mar 2026 12:01:30 GMT", 90.0),
        (b"Fri, 20 Mar 2026 11:00:00 GMT", 0.0),
        (b"soon", 0.0),
        (b"", 0.0),
        (None, 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header, seconds):
    assert retry_after(header, NOW) == seconds


def test_everything_dangerous_is_off():
    settings = scrapy_settings(source(), "me@example.org")
    for name in ("REMOTE_CONTROL", "TELNETCONSOLE", "COOKIES", "HTTPCACHE", "HTTPPROXY"):
        assert settings[f"{name}_ENABLED"] is False
    assert settings["ROBOTSTXT_OBEY"] is True
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert set(settings["DOWNLOAD_HANDLERS_BASE"]) == {"http", "https"}
    assert settings["TWISTED_DNS_RESOLVER"] == "crawlers.guard.PublicResolver"


def test_a_source_with_a_delay_is_throttled():
    polite, local = (scrapy_settings(source(delay=delay), "me@example.org") for delay in (3.0, 0.0))
    assert (polite["DOWNLOAD_DELAY"], polite["AUTOTHROTTLE_ENABLED"]) == (3.0, True)
    assert (local["DOWNLOAD_DELAY"], local["AUTOTHROTTLE_ENABLED"]) == (0.0, False)


@pytest.mark.parametrize("contact", ["", "  ", "Вася", "a\r\nX: y"])
def test_sites_must_be_able_to_write_to_us(contact):
    with pytest.raises(SpecInvalid, match="Set contact"):
        user_agent(contact)
