"""What can go wrong with the demonstration site.

Error
├── ContentBroken      a content file says something impossible; the message names the file and the thread
└── UnknownVisitDay    the site was asked to show a day outside its story
"""


class Error(Exception):
    """Any failure of the demonstration site."""


class ContentBroken(Error):
    """A content file says something impossible."""


class UnknownVisitDay(Error):
    """The site was asked to show a day outside its story."""
