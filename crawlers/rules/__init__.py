"""The table that each engine has in a source file: one module and one record per engine."""

from .expect import Expect
from .reviews import ListRules, MessageRules, ReviewsRules, ThreadRules
from .wordpress import WordpressRules

__all__ = ["Expect", "ListRules", "MessageRules", "ReviewsRules", "ThreadRules", "WordpressRules"]
