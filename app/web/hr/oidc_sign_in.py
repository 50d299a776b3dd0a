"""Signing in with the organisation's own identity provider."""

import logging
from base64 import urlsafe_b64encode
from dataclasses import asdict
from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app import key_derivation
from app.cases.accounts import Person
from app.cases.authentication import person_elsewhere, roles_of
from app.permissions import ROLES, Role
from app.rulebook.text import LANGUAGES, Language
from app.settings import Provider
from app.web.context import IN_LANGUAGE, Current, PageContext, Site
from app.web.hr.access import AccessControl, cookie_of, return_path
from app.web.hr.oidc_client import Back, Begun, Claims, Elsewhere, NotSignedIn
from app.web.hr.sign_in import UNKNOWN_ACTOR, SigningIn
from app.web.middleware.trusted_hosts import is_nearby, origin
from app.web.rate_limits import client_of

BACK = "/hr/signed-in"
SUFFIX = "-begun"
SECONDS = 600
"""How long somebody has to sign in there."""

logger = logging.getLogger("thuiswerkcheck.sign_in")


def router(site: Site, provider: Provider) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    # One for all requests: it keeps what the provider says of itself.
    going = Going(site, provider)

    @routes.get(IN_LANGUAGE + "/hr/sign-in/organisation")
    def there(context: Current, to: str = "") -> Response:
        return going.there(context, to)

    @routes.get(BACK)
    def back(request: Request, state: str = "", code: str = "", iss: str | None = None) -> Response:
        return going.back(request, Back(origin(request) + BACK, state, code, iss))

    return routes


class Going:
    """Send people there, and let in who comes back."""

    def __init__(self, site: Site, provider: Provider) -> None:
        self._site = site
        self._service = site.service
        self._door = AccessControl(site.service)
        self._provider = provider
        self._elsewhere = Elsewhere(provider)
        root = key_derivation.root(site.service.settings.secret)
        self._fernet = Fernet(urlsafe_b64encode(key_derivation.key(root, b"signing in elsewhere")))

    def there(self, context: PageContext, to: str) -> Response:
        request, begun = context.request, Begun()
        try:
            address = self._elsewhere.address(begun, origin(request) + BACK, self._service.now())
        except NotSignedIn as why:
            return self._refuse(request, context.language, why)
        response = RedirectResponse(address, 303)
        self._keep(request, response, {"language": context.language, "to": return_path(to), **asdict(begun)})
        return response

    def back(self, request: Request, back: Back) -> Response:
        language: Language = LANGUAGES[0]
        try:
            kept = self._kept(request)
            language, to = kept.pop("language"), kept.pop("to")
            claims = self._elsewhere.claims(Begun(**kept), back, self._service.now())
            response = self._door.sign_in(request, self._person(claims), language, to)
        except NotSignedIn as why:
            response = self._refuse(request, language, why)
        near = is_nearby(request.scope)
        # Whatever came of it: nothing that was begun can be ended twice.
        response.delete_cookie(cookie_of(request, SUFFIX), secure=not near, httponly=True, samesite="lax")
        return response

    def _refuse(self, request: Request, language: Language, why: NotSignedIn) -> Response:
        logger.warning("refused: %s", why)
        if self._site.limits.sign_in.failed(client_of(request)):  # nobody fills the trail by asking for this address
            self._door.note(UNKNOWN_ACTOR, "refused")
        return SigningIn(PageContext(self._site, language, request)).show("", "elsewhere")

    def _keep(self, request: Request, response: Response, kept: dict[str, str]) -> None:
        sealed = self._fernet.encrypt_at_time(orjson.dumps(kept), int(self._service.now().timestamp())).decode()
        near = is_nearby(request.scope)
        name = cookie_of(request, SUFFIX)
        # `lax`: a `strict` cookie does not come along when the provider sends the browser back.
        response.set_cookie(name, sealed, SECONDS, secure=not near, httponly=True, samesite="lax")

    def _kept(self, request: Request) -> dict[str, Any]:
        sealed = request.cookies.get(cookie_of(request, SUFFIX), "")
        try:
            opened = self._fernet.decrypt_at_time(sealed, SECONDS, int(self._service.now().timestamp()))
        except InvalidToken:
            raise NotSignedIn("nothing that this browser began, or too long ago") from None
        kept: dict[str, Any] = orjson.loads(opened)
        return kept

    def _person(self, claims: Claims) -> Person:
        login = claims.get(self._provider.login_claim)
        if not isinstance(login, str) or not login.strip():
            raise NotSignedIn("nobody by the claim that names the account")
        # Where anybody can type any address, one could come in as the person whose address it is.
        if self._provider.login_claim == "email" and claims.get("email_verified") is not True:
            raise NotSignedIn("an address that the provider did not check")
        given = claims.get("name")
        name = given if isinstance(given, str) and given.strip() else login
        person = person_elsewhere(self._door.casework.people, login, name, self._roles(claims), at=self._service.now())
        if person is None:
            raise NotSignedIn("nobody with an account in use, or with a role")
        return person

    def _roles(self, claims: Claims) -> frozenset[Role] | None:
        """None where the provider gives none of ours to anybody: then the account keeps those it has."""
        if not self._provider.roles:
            return None
        given = claims.get(self._provider.role_claim)
        values = {given} if isinstance(given, str) else set(map(str, given)) if isinstance(given, list) else set()
        return roles_of((role for role, value in self._provider.roles if value in values), ROLES)
