"""Who may do what: each route of this program with what each kind of asker gets.

A route that is not here fails a test. Add one line for each below `/hr`: method, template (that of `/en`; `/nl` has the
same), then what each of ASKERS gets, in that order: a status, or SIGN_IN or SET_UP for being sent there first. A form
is sent with its form key and what SENDS says. For `{id}` the line tells of a case of the manager, or of an account
here; what is erased or another organisation's, and for the manager another's case, must be 404 for whoever gets
further than being refused, without a line of its own.
"""

from collections.abc import Mapping

Got = int | str
Route = tuple[str, str]
SIGN_IN, SET_UP = "sign in", "set up"
ASKERS = ("nobody", "hr", "manager", "author", "admin", "fresh")
"""Nobody who is signed in; somebody with each role alone; somebody with every role who has not chosen a password."""
ADMIN = (SIGN_IN, 403, 403, 403, 200, SET_UP)
SEES = (SIGN_IN, 200, 200, 403, 403, SET_UP)
HR = (SIGN_IN, 200, 403, 403, 403, SET_UP)

ROWS: Mapping[Route, tuple[Got, ...]] = {
    ("GET", "/en/hr/sign-in"): (200, 200, 200, 200, 200, 200),
    ("POST", "/en/hr/sign-in"): (422, 422, 422, 422, 422, 422),
    ("GET", "/en/hr/account"): (SIGN_IN, 200, 200, 200, 200, 200),
    ("POST", "/en/hr/account"): (SIGN_IN, 422, 422, 422, 422, 422),
    ("POST", "/en/hr/sign-out"): (SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN),
    ("GET", "/en/hr/accounts"): ADMIN,
    ("POST", "/en/hr/accounts"): (SIGN_IN, 403, 403, 403, 422, SET_UP),
    ("GET", "/en/hr/accounts/new"): ADMIN,
    ("GET", "/en/hr/accounts/{id}"): ADMIN,
    ("POST", "/en/hr/accounts/{id}"): (SIGN_IN, 403, 403, 403, 303, SET_UP),
    ("POST", "/en/hr/accounts/{id}/reset"): ADMIN,
    ("GET", "/en/hr/insight"): HR,
    ("GET", "/en/hr/insight.{kind}"): HR,
    ("GET", "/en/hr/cases.{kind}"): HR,
    ("GET", "/en/hr"): SEES,
    ("GET", "/en/hr/cases/{id}"): SEES,
    ("POST", "/en/hr/cases/{id}/take"): (SIGN_IN, 303, 403, 403, 403, SET_UP),
    ("POST", "/en/hr/cases/{id}/handler"): (SIGN_IN, 400, 403, 403, 403, SET_UP),
    ("GET", "/en/hr/cases/{id}/what-if"): SEES,
    ("POST", "/en/hr/cases/{id}/what-if"): SEES,
    ("GET", "/en/hr/new"): HR,
    ("POST", "/en/hr/new"): (SIGN_IN, 303, 403, 403, 403, SET_UP),
    ("GET", "/en/hr/new/arrangement"): HR,
    ("POST", "/en/hr/new/arrangement"): (SIGN_IN, 422, 403, 403, 403, SET_UP),
    ("GET", "/en/hr/new/{token}"): (SIGN_IN, 410, 403, 403, 403, SET_UP),
    ("POST", "/en/hr/new/{token}"): (SIGN_IN, 410, 403, 403, 403, SET_UP),
    ("POST", "/en/hr/cases/{id}/filling"): (SIGN_IN, 409, 403, 403, 403, SET_UP),
    ("GET", "/en/hr/cases/{id}/filling/{token}"): (SIGN_IN, 410, 403, 403, 403, SET_UP),
    ("POST", "/en/hr/cases/{id}/filling/{token}"): (SIGN_IN, 410, 403, 403, 403, SET_UP),
    ("GET", "/en/hr/recheck"): HR,
    ("GET", "/en/hr/todo"): HR,
    ("GET", "/en/hr/requests"): HR,
    ("GET", "/en/hr/requests.{kind}"): HR,
    ("GET", "/en/hr/cases/{id}/reply"): (SIGN_IN, 404, 403, 403, 403, SET_UP),
    ("POST", "/en/hr/cases/{id}/reply"): (SIGN_IN, 404, 403, 403, 403, SET_UP),
    ("GET", "/en/hr/cases/{id}/decision"): HR,
    ("POST", "/en/hr/cases/{id}/decision"): (SIGN_IN, 422, 403, 403, 403, SET_UP),
    ("GET", "/en/hr/cases/{id}/questions"): HR,
    ("POST", "/en/hr/cases/{id}/questions"): (SIGN_IN, 422, 403, 403, 403, SET_UP),
    ("GET", "/en/hr/cases/{id}/statement"): (SIGN_IN, 200, 200, 403, 403, SET_UP),
    ("POST", "/en/hr/cases/{id}/statement"): (SIGN_IN, 422, 422, 403, 403, SET_UP),
    ("GET", "/en/hr/cases/{id}/again"): HR,
    ("POST", "/en/hr/cases/{id}/talk"): (SIGN_IN, 422, 403, 403, 403, SET_UP),
    ("POST", "/en/hr/cases/{id}/confirmation"): (SIGN_IN, 422, 403, 403, 403, SET_UP),
    ("POST", "/en/hr/cases/{id}/disagreement"): (SIGN_IN, 409, 403, 403, 403, SET_UP),
    ("POST", "/en/hr/cases/{id}/reopening"): (SIGN_IN, 422, 403, 403, 403, SET_UP),
    ("GET", "/en/hr/cases/{id}/letter"): HR,
    ("GET", "/en/hr/cases/{id}/letter.pdf"): HR,
    ("GET", "/en/hr/cases/{id}/parties"): HR,
    ("POST", "/en/hr/cases/{id}/invitation"): (SIGN_IN, 200, 403, 403, 403, SET_UP),
    ("POST", "/en/hr/cases/{id}/manager"): (SIGN_IN, 303, 403, 403, 403, SET_UP),
    ("GET", "/en/hr/records"): HR,
    ("GET", "/en/hr/records/{id}"): HR,
    ("POST", "/en/hr/records/{id}"): HR,
}
SENDS: Mapping[Route, dict[str, str]] = {
    ("POST", "/en/hr/accounts/{id}"): {"name": "Somebody"},
    ("POST", "/en/hr/new"): {"rulebook": "thuiswerken-2021"},
    ("POST", "/en/hr/cases/{id}/manager"): {"manager": "manager".ljust(26, "0")},
}

FOR_EVERYBODY: frozenset[Route] = frozenset({
    ("GET", "/"), ("GET", "/healthz"), ("GET", "/readyz"),
    ("GET", "/static/{name}"), ("GET", "/static/sheet/{name}"),
    ("GET", "/embed/thuiswerk-check.js"), ("GET", "/embed/theme.css"),
    ("GET", "/v1/openapi.json"), ("GET", "/v1/rulebooks"), ("GET", "/v1/rulebooks/{id}"),
    ("GET", "/v1/rulebooks/{id}/versions/{version}"), ("GET", "/v1/rulebooks/{id}/compare"),
    ("GET", "/v1/rulebooks/{id}/versions/{version}/answers-schema"),
    ("POST", "/v1/evaluations"), ("POST", "/v1/evaluations/batch"), ("POST", "/v1/receipts/verify"),
    ("GET", "/en"), ("GET", "/en/privacy"), ("GET", "/en/accessibility"), ("GET", "/en/embed"),
    ("GET", "/en/receipt"), ("POST", "/en/receipt"),
    ("GET", "/en/{rulebook}"), ("POST", "/en/{rulebook}/start"), ("GET", "/en/{rulebook}/source"),
    ("GET", "/en/{rulebook}/compare"), ("GET", "/en/{rulebook}/rules"), ("GET", "/en/{rulebook}/picture"),
    ("GET", "/en/{rulebook}/try"), ("POST", "/en/{rulebook}/try"),
    ("GET", "/en/check/{token}"), ("POST", "/en/check/{token}"), ("GET", "/en/check/{token}/outcome"),
    ("GET", "/en/check/{token}/outcome.pdf"), ("GET", "/en/check/{token}/days.ics"),
    ("GET", "/en/check/{token}/receipt.json"),
    ("GET", "/en/check/{token}/share"), ("POST", "/en/check/{token}/share"),
    ("GET", "/en/check/{token}/arrangement"), ("POST", "/en/check/{token}/arrangement"),
    ("GET", "/en/check/{token}/arrangement/{terms}"), ("POST", "/en/check/{token}/arrangement/{terms}"),
    ("GET", "/en/case"), ("POST", "/en/case"), ("GET", "/en/case/withdrawn"), ("GET", "/en/case/{key}"),
    ("GET", "/en/case/{key}/answer"), ("GET", "/en/case/{key}/answer/{token}"),
    ("POST", "/en/case/{key}/answer/{token}"), ("GET", "/en/case/{key}/withdraw"),
    ("POST", "/en/case/{key}/withdraw"), ("POST", "/en/case/{key}/disagree"),
    ("GET", "/en/statement/{key}"), ("POST", "/en/statement/{key}"), ("GET", "/en/statement/{key}/sent"),
    ("GET", "/embed/en"), ("GET", "/embed/en/{rulebook}"), ("POST", "/embed/en/{rulebook}/start"),
    ("GET", "/embed/en/check/{token}"), ("POST", "/embed/en/check/{token}"),
    ("GET", "/embed/en/check/{token}/outcome"), ("GET", "/embed/en/check/{token}/outcome.pdf"),
    ("GET", "/embed/en/check/{token}/days.ics"),
})  # fmt: skip
"""What nobody needs to be signed in for: it tells of nobody, or only of what stands in a link or is sent along."""

WITH_A_KEY: frozenset[Route] = frozenset({
    ("GET", "/v1/cases"), ("GET", "/v1/cases/{id}"), ("DELETE", "/v1/cases/{id}"),
})  # fmt: skip
"""What only a program with a key may ask for; tests/web/api/test_cases.py says what each key opens."""

WITH_A_PROVIDER: frozenset[Route] = frozenset({("GET", "/en/hr/sign-in/organisation"), ("GET", "/hr/signed-in")})
"""What is there where the organisation signs people in itself; test_oidc_sign_in.py says whom it lets in."""
