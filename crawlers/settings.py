"""Scrapy's settings for one source: nothing on that is not used, nothing in use that is not polite."""

from .errors import SpecInvalid
from .sources import Source

_HTTP = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
_MIDDLEWARES = "scrapy.downloadermiddlewares"
_LARGEST = 32 * 1024 * 1024  # bytes, after decompression too
_BUSY_OR_BROKEN = [429, 500, 502, 503, 504, 520, 521, 522, 523, 524]


def scrapy_settings(source: Source, contact: str) -> dict[str, object]:
    """Return the settings of the process that crawls `source`; `contact` tells the site whom to write to."""
    return {
        **_switched_off(),
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": source.delay,
        "DOWNLOAD_DELAY_JITTER": 0.0,  # the delay is a promise, never less
        "AUTOTHROTTLE_ENABLED": source.delay > 0,
        "AUTOTHROTTLE_START_DELAY": source.delay,
        "DOWNLOAD_TIMEOUT": source.timeout,
        "DNS_TIMEOUT": min(source.timeout, 20.0),
        "DOWNLOAD_MAXSIZE": _LARGEST,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "RETRY_TIMES": source.retries,
        "RETRY_HTTP_CODES": _BUSY_OR_BROKEN,
        "RETRY_PRIORITY_ADJUST": 0,  # a thread is read in one breath
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
        "REDIRECT_MAX_TIMES": 5,
        "HTTPERROR_ALLOW_ALL": True,  # spiders judge each status themselves
        "TWISTED_DNS_RESOLVER": _resolver(source),
        "DOWNLOADER_MIDDLEWARES": _middlewares(),
        "DOWNLOAD_HANDLERS_BASE": {"http": _HTTP, "https": _HTTP},
        "EXTENSIONS_BASE": {"scrapy.extensions.throttle.AutoThrottle": 0} if source.delay else {},
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "*/*",
            "Accept-Language": "ru,en;q=0.5",
        },  # else dates are English
        "LOG_LEVEL": "WARNING",
        "REFERRER_POLICY": "no-referrer",
    }


def user_agent(contact: str) -> str:
    """Return how we introduce ourselves. SpecInvalid if `contact` is empty or cannot stand in a header."""
    if not contact.strip() or not contact.isascii() or not contact.isprintable():
        raise SpecInvalid(
            "Set contact to an e-mail or web address in ASCII, so that sites can write to whoever reads them."
        )
    return f"Otklik/0.1 (research on customer care; +{contact.strip()})"


def _switched_off() -> dict[str, object]:
    """Return what must stay off: remote control, telnet, cookies, caches (they hide edits), proxies of the
    environment (they resolve names behind the guard's back).
    """
    names = ("REMOTE_CONTROL", "TELNETCONSOLE", "COOKIES", "HTTPCACHE", "HTTPPROXY", "METAREFRESH")
    return {f"{name}_ENABLED": False for name in names} | {"DOWNLOADER_MIDDLEWARES_BASE": {}, "ADDONS": {}}


def _middlewares() -> dict[str, int]:
    """Return the middlewares that each request passes, in this order; responses pass them backwards."""
    return {
        "crawlers.guard.Guard": 50,
        "crawlers.manners.Robots": 100,
        f"{_MIDDLEWARES}.downloadtimeout.DownloadTimeoutMiddleware": 350,
        f"{_MIDDLEWARES}.defaultheaders.DefaultHeadersMiddleware": 400,
        f"{_MIDDLEWARES}.useragent.UserAgentMiddleware": 500,
        f"{_MIDDLEWARES}.retry.RetryMiddleware": 550,
        "crawlers.manners.Patience": 560,
        f"{_MIDDLEWARES}.httpcompression.HttpCompressionMiddleware": 590,
        f"{_MIDDLEWARES}.redirect.RedirectMiddleware": 600,
    }


def _resolver(source: Source) -> str:
    if source.allow_private:
        return "scrapy.resolver.CachingThreadedResolver"
    return "crawlers.guard.PublicResolver"
