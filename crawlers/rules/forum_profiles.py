"""How the standard themes of forum engines mark what we read; CSS selectors as in the engine "reviews".

Looked up in the templates of the engines and in pages they served. A selector may name several versions of a
theme, parted by commas: the first match in the page counts.
"""

from dataclasses import dataclass

DISCOURSE = "discourse"  # read as JSON, hence without selectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The selectors of one engine; an empty one means that the engine does not show the thing.

    `topic…` are read on lists of topics, one block each, and `topic_active` is the date of the last message.
    `gone` is where the engine puts «нет такой темы» with status 200, `last_page` anything with page numbers.
    Inside a `post`: `author_id` and `quoted` with patterns whose first group is the id, `author` the shown
    name, `groups` what the engine shows of rank and group, `date` a machine-readable date and `date_text`
    the shown one where that is absent. `cut` is what stands in `text` and is not the author's.
    """

    list_marker: str
    topic: str
    topic_link: str
    topic_key: str
    topic_key_pattern: str
    post: str
    post_id: str
    text: str
    topic_active: str = ""
    list_next: str = "link[rel=next]::attr(href)"
    next: str = "link[rel=next]::attr(href)"
    last_page: str = ""
    total: str = ""
    gone: str = ""
    title: str = ""
    post_id_pattern: str = r"(\d+)"
    url: str = ""
    author: str = ""
    author_id: str = ""
    author_id_pattern: str = r"(\d+)"
    groups: str = ""
    date: str = ""
    date_text: str = ""
    edited: str = ""
    likes: str = ""
    quoted: str = ""
    quoted_pattern: str = r"(\d+)"
    tombstone: str = ""
    hidden: str = ""
    cut: tuple[str, ...] = ("blockquote",)


PROFILES = {
    "phpbb": Profile(  # prosilver 3.0 to 3.3
        list_marker="ul.topiclist.topics, h2.forum-title",
        topic="ul.topiclist.topics > li.row",
        topic_link="a.topictitle::attr(href)",
        topic_key="a.topictitle::attr(href)",
        topic_key_pattern=r"[?&]t=(\d+)",
        topic_active="dd.lastpost time::attr(datetime)",
        list_next=".pagination li.next a::attr(href), fieldset.display-options a.right-box::attr(href)",
        next=".pagination li.next a::attr(href), fieldset.display-options a.right-box::attr(href)",
        last_page=".topic-actions .pagination li a, .topic-actions .pagination li.active span",
        total=".topic-actions .pagination",
        gone="#message p",
        title="h2.topic-title, #page-body > h2",
        post="div.post[id]:not(#preview)",
        post_id="::attr(id)",
        post_id_pattern=r"\Ap(\d+)\Z",
        url="p.author a[href*='p=']::attr(href), h3 a[href*='p=']::attr(href)",
        author=".postprofile .username, .postprofile .username-coloured",
        author_id=".postprofile a[href*='u=']::attr(href)",
        author_id_pattern=r"[?&]u=(\d+)",
        groups=".postprofile .profile-rank",
        date="p.author time::attr(datetime)",
        date_text="p.author",
        text=".postbody .content",
        quoted="blockquote cite a[data-post-id]::attr(data-post-id)",
        tombstone=".post_deleted_msg, div.post.deleted",
        hidden=".post-notice.unapproved",
        cut=("blockquote", ".inline-attachment", ".quotetitle", ".quotecontent"),
    ),
    "smf": Profile(  # 2.1
        list_marker="#messageindex",
        topic="#topic_container > div",
        topic_link="span[id^=msg_] a::attr(href)",
        topic_key="span[id^=msg_] a::attr(href)",
        topic_key_pattern=r"topic[=,](\d+)",
        topic_active=".lastpost a",
        last_page=".pagelinks .nav_page, .pagelinks .current_page",
        gone="#frmLogin .information, #fatal_error .windowbg",
        title="#top_subject",
        post="#forumposts div[id^=msg]:has(> .post_wrapper)",
        post_id="::attr(id)",
        post_id_pattern=r"\Amsg(\d+)\Z",
        url=".postinfo a[href*='msg']::attr(href)",
        author=".poster h4",
        author_id=".poster h4 a[href*='u=']::attr(href)",
        author_id_pattern=r"[?&;]u=(\d+)",
        groups=".poster .title, .poster .membergroup, .poster .postgroup",
        date_text=".postinfo a.smalltext",
        text=".post .inner",
        quoted="blockquote cite a::attr(href)",
        quoted_pattern=r"msg=?(\d+)",
        hidden=".approvebg",
        cut=("blockquote", ".quoteheader", ".quotefooter"),
    ),
    "xenforo": Profile(  # 2.0 to 2.3
        list_marker=".structItemContainer, [data-type=thread]",
        topic=".structItem--thread",
        topic_link=".structItem-title a[href*='threads/']::attr(href)",
        topic_key="::attr(class)",
        topic_key_pattern=r"js-threadListItem-(\d+)",
        topic_active="time.structItem-latestDate::attr(datetime)",
        list_next="a.pageNav-jump--next::attr(href)",
        next="a.pageNav-jump--next::attr(href)",
        last_page=".pageNav-page a",
        gone=".p-body-pageContent > .blockMessage",
        title="h1.p-title-value",
        post=".message--post[data-content]",
        post_id="::attr(data-content)",
        post_id_pattern=r"\Apost-(\d+)\Z",
        url=".message-attribution a[href*='post-']::attr(href)",
        author="::attr(data-author)",
        author_id=".message-cell--user .username::attr(data-user-id)",
        author_id_pattern=r"\A([1-9]\d*)\Z",  # 0 is a guest
        groups=".message-userTitle, .userTitle, .userBanner strong",
        date=".message-attribution time::attr(datetime)",
        edited=".message-lastEdit time::attr(datetime)",
        text=".message-body .bbWrapper",
        quoted="blockquote[data-source^='post:']::attr(data-source), .bbCodeBlock-sourceJump::attr(href)",
        quoted_pattern=r"(?:post:\s*|id=)(\d+)",
        tombstone=".messageNotice--deleted, .message--deleted",
        hidden=".messageNotice--moderated",
        cut=("blockquote", ".bbCodeBlock--unfurl", ".js-selectToQuoteEnd"),
    ),
    "ipb": Profile(  # Invision Community 4; its count of messages leaves the first out in some versions
        list_marker="[data-role=tableRows], .cTopicList",
        topic="li.ipsDataItem[data-rowid]",
        topic_link=".ipsDataItem_title a[href*='topic']::attr(href)",
        topic_key="::attr(data-rowid)",
        topic_key_pattern=r"(\d+)",
        topic_active=".ipsDataItem_lastPoster time::attr(datetime)",
        last_page=".ipsPagination::attr(data-pages)",
        gone="#elErrorMessage",
        title="h1.ipsType_pageTitle",
        post="article[id^=elComment_]",
        post_id="::attr(id)",
        url=".ipsComment_meta a[href*='omment']::attr(href)",
        author="aside .cAuthorPane_author",
        author_id="aside .cAuthorPane_author a[href*='profile/']::attr(href)",
        author_id_pattern=r"profile/(\d+)",
        groups="aside [data-role=group], aside [data-role=member-title], aside [data-role=rank-title]",
        date=".ipsComment_meta time::attr(datetime)",
        edited="[data-excludequote] time::attr(datetime)",
        likes="[data-role=reactCountText]",
        text="[data-role=commentContent]",
        quoted="blockquote::attr(data-ipsquote-contentcommentid)",
        hidden=".ipsModerated",
        cut=("blockquote", "[data-excludequote]"),
    ),
    "vbulletin": Profile(  # 5
        list_marker=".topic-list-container, table.topic-list",
        topic="tr.topic-item",
        topic_link="a.topic-title::attr(href)",
        topic_key="::attr(data-node-id)",
        topic_key_pattern=r"(\d+)",
        list_next="a.right-arrow:not(.h-disabled)::attr(href)",
        next="a.right-arrow:not(.h-disabled)::attr(href)",
        last_page=".pagetotal",
        gone="[class*=error]:not(.h-hide):not(.h-hide-imp)",
        title="h1.main-title",
        post="li.b-post[data-node-id]",
        post_id="::attr(data-node-id)",
        url="a.b-post__count::attr(href)",
        author=".author",
        author_id=".author a::attr(href)",
        author_id_pattern=r"member/(\d+)",
        groups=".usertitle",
        date="time[itemprop=dateCreated]::attr(datetime)",
        text=".js-post__content-text",
        quoted=".bbcode_postedby a[href*='node/']::attr(href), .bbcode_postedby a[href*='#post']::attr(href)",
        quoted_pattern=r"(?:node/|#post)(\d+)",
        tombstone=".b-post__deleted, .deleted-post",
        cut=(".bbcode_quote", "blockquote"),
    ),
    "spirit": Profile(  # 0.14
        list_marker=".layout__topics",
        topic=".layout__topics__topic",
        topic_link="a.topic__link::attr(href)",
        topic_key="a.topic__link::attr(href)",
        topic_key_pattern=r"/topic/(\d+)/",
        topic_active=".topic__date::attr(title)",
        list_next=".paginator a:has(.fa-chevron-right)::attr(href)",
        next=".paginator a:has(.fa-chevron-right)::attr(href)",
        last_page=".paginator a::attr(href)",
        title="h1.headline",
        post=".comments_list > .js-comment",
        post_id="::attr(data-pk)",
        url=".comment__footer__share__url::attr(value)",
        author="a.comment__info__username__link span",
        author_id="a.comment__info__username__link::attr(href)",
        author_id_pattern=r"/user/(\d+)/",
        date_text=".comment__info__date li::attr(title), .comments_list__item__info span::attr(title)",
        edited=".comment__info__date a[href*='/history/']",
        text=".comment__text",
        tombstone=".comments_list__item .fa-trash-o",
    ),
}
