"""Which addresses were looked over in a run, and those that are no page. A page nobody looks at is a page unknown."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

ROUTES: set[str] = set()  # what this process has looked over, as the resolver writes it

LEADS_ON = "leads on to another page at once"
NO_HTML = "answers with a file or with data"
POSTS = "takes what a page sends and leads on"
CLOSED = "not offered here: answers as what is not there"
ELSEWHERE = "needs an agency's own sign-in provider; its page is tried in tests/stories"
# May only shrink: what was looked over, or is no address any more, must go from here.
NO_PAGE = {
    "": LEADS_ON,
    "account/app/picture/": NO_HTML,
    "account/password/set/": CLOSED,
    "account/recovery-codes/download/": NO_HTML,
    "assurance/<uuid:assurance_id>/stop/": POSTS,
    "attachments/<uuid:attachment_id>/": NO_HTML,
    "cases/<uuid:case_id>/": LEADS_ON,
    "cases/<uuid:case_id>/chronology/add-file/keep/": POSTS,
    "cases/<uuid:case_id>/notes/discard/": POSTS,
    "cases/<uuid:case_id>/notes/save/": POSTS,
    "cases/<uuid:case_id>/notes/who-will-see/": POSTS,
    "colours/<slug:colours>.css": NO_HTML,
    "enquiries/<uuid:enquiry_id>/audit.pdf": NO_HTML,
    "enquiries/<uuid:enquiry_id>/clock/<slug:kind>/resume/": POSTS,
    "enquiries/<uuid:enquiry_id>/joint-form.pdf": NO_HTML,
    "enquiries/<uuid:enquiry_id>/joint-form/agencies/<uuid:agency_id>/let-go/": POSTS,
    "enquiries/<uuid:enquiry_id>/joint-form/agencies/<uuid:agency_id>/let-in/": POSTS,
    "enquiries/<uuid:enquiry_id>/joint-form/sections/<uuid:section_id>/put-back/": POSTS,
    "enquiries/<uuid:enquiry_id>/ratings/<uuid:rating_id>/confirm/": POSTS,
    "enquiries/<uuid:enquiry_id>/joint-form/sign-off/": POSTS,
    "exports/<uuid:export_id>/agree/": POSTS,
    "exports/<uuid:export_id>/make/": POSTS,
    "exports/<uuid:export_id>/step/": "read by the script of the page of the file",
    "exports/<uuid:export_id>/take/": NO_HTML,
    "live-key/": NO_HTML,
    "messages/<uuid:message_id>/open/": POSTS,
    "practitioners/asked/<uuid:invitation_id>/agree/": POSTS,
    "practitioners/asked/<uuid:invitation_id>/send/": POSTS,
    "practitioners/asked/<uuid:invitation_id>/withdraw/": POSTS,
    "referrals/draft/<uuid:draft_id>/<slug:slug>/autosave/": POSTS,
    "requests/<uuid:request_id>/chase/": POSTS,
    "requests/<uuid:request_id>/contributed/": POSTS,
    "requests/<uuid:request_id>/resume/": POSTS,
    "requests/<uuid:request_id>/save/": POSTS,
    "requests/<uuid:request_id>/urgent/": POSTS,
    "requests/<uuid:request_id>/who-will-see/": "read by the script of the page that answers",
    "session/": NO_HTML,
    "settings/begin/": POSTS,
    "settings/drafts/<uuid:draft_id>/add/<slug:slug>/<str:at>/": POSTS,
    "settings/drafts/<uuid:draft_id>/approve/": POSTS,
    "settings/drafts/<uuid:draft_id>/arrange/<slug:slug>/<str:at>/": POSTS,
    "settings/drafts/<uuid:draft_id>/file/": NO_HTML,
    "settings/versions/<int:number>/file/": NO_HTML,
    "sign-in/as/": POSTS,
    "sign-in/passkey/": POSTS,
    "sign-in/with/<slug:provider_id>/": ELSEWHERE,
    "sign-in/with/<slug:provider_id>/back/": ELSEWHERE,
    "sign-up/": CLOSED,
    "sign-up/provider/": CLOSED,
    "unsaved/forget/": POSTS,
    "wording/": NO_HTML,
}


def note(address: str) -> None:
    """This address is being looked over. One that the resolver does not know is nobody's page."""
    try:
        ROUTES.add(resolve(urlsplit(address).path).route)
    except Resolver404:
        return
