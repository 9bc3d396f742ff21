"""Spirit as the tests run it: Russian, Moscow time, a file as database, and one disturbance on demand."""

import json
import os
from pathlib import Path

from forum.settings.dev import *  # noqa: F403 - what Django calls settings

LANGUAGE_CODE = "ru"
TIME_ZONE = "Europe/Moscow"
USE_TZ = True
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ST_SITE_URL = os.environ["SPIRIT_URL"]
ST_TASK_MANAGER = None
MIDDLEWARE = ["settings.between_pages", *MIDDLEWARE]  # noqa: F405
PLAN = Path(__file__).with_name("plan.json")


def between_pages(get_response):
    """Purge a comment when a page is asked for, before it is shown, if plan.json says so; once."""

    def answer(request):
        plan = json.loads(PLAN.read_text()) if PLAN.exists() else {}
        page = f"{request.path}?page={request.GET.get('page')}"
        if plan and page.startswith(plan["path"]) and page.endswith(plan["query"]):
            from spirit.comment.models import Comment

            PLAN.unlink()
            Comment.objects.filter(pk=plan["comment"]).delete()
        return get_response(request)

    return answer
