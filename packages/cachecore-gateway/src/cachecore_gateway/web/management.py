"""``POST /v1/invalidate``: parsed as JSON whatever the declared type, for the token's tenant only (SPEC 2.5)."""

from __future__ import annotations

from cachecore_gateway.core.canonical import JsonObject, JsonValue, parse_object
from cachecore_gateway.core.errors import InvalidRequest, NotAuthenticated, NotFound
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.ports import Authenticator, Invalidation
from cachecore_gateway.engine import Order, Parts, invalidate

from .admission import Doorkeeper
from .callers import identify
from .deps import MAX_DEP_ID_CHARACTERS
from .exchange import Exchange

__all__ = ["Management", "answer_of", "no_such_call", "order_of", "tenant_of"]

_BODY_BYTES = 1024 * 1024
_FIELDS = ("dep_id", "dep_ids", "prefix", "new_hash", "dry_run")


class Management:
    """Handlers of the calls that change the cache."""

    def __init__(self, parts: Parts, authenticator: Authenticator, doorkeeper: Doorkeeper) -> None:
        self._parts = parts
        self._authenticator = authenticator
        self._doorkeeper = doorkeeper

    async def invalidate(self, exchange: Exchange) -> None:
        """Invalidate one dep, several, or all with a prefix; or only say what would go (``dry_run``)."""
        principal = await tenant_of(exchange, self._authenticator, self._doorkeeper)
        order = order_of(parse_object(await exchange.body(_BODY_BYTES, 30.0)))
        done = await invalidate(self._parts, principal.tenant_id, order)
        await exchange.json(200, answer_of(order, list(done)))


async def no_such_call(exchange: Exchange) -> None:
    """Another method or path at a call of ours: never passed on to the provider.

    Raises:
        NotFound: always.
    """
    head = exchange.head
    raise NotFound(f"There is no {head.method[:16]} {head.path[:200]}; send POST, without a trailing slash.")


async def tenant_of(exchange: Exchange, authenticator: Authenticator, doorkeeper: Doorkeeper) -> Principal:
    """The caller of a call that needs a token, admitted within the tenant's rate.

    Raises:
        NotAuthenticated: there is no good token.
        RateLimited: the tenant's allowance is used up.
    """
    caller = identify(exchange.head, authenticator)
    if caller.principal is None:
        raise NotAuthenticated(
            "This call needs a CacheCore token: send it as 'Authorization: Bearer …' or in X-Cachecore-Token.",
            code="missing_token",
        )
    await doorkeeper.admit(exchange.head, caller.principal)
    return caller.principal


def order_of(body: JsonObject) -> Order:
    """The order in a request body.

    Raises:
        InvalidRequest: a field is unknown, missing or of the wrong type.
    """
    unknown = sorted(set(body) - set(_FIELDS))
    if unknown:
        raise InvalidRequest(f"Unknown field {unknown[0]!r}; known are {', '.join(_FIELDS)}.", param=unknown[0][:64])
    named = [name for name in ("dep_id", "dep_ids", "prefix") if name in body]
    if len(named) != 1:
        raise InvalidRequest("Send exactly one of dep_id, dep_ids and prefix.", param="dep_id")
    new_hash = body.get("new_hash")
    if new_hash is not None:
        new_hash = _text(new_hash, "new_hash")
    dry_run = body.get("dry_run", False)
    if not isinstance(dry_run, bool):
        raise InvalidRequest("dry_run must be true or false.", param="dry_run")
    if named == ["prefix"]:
        return Order((), new_hash, _text(body["prefix"], "prefix"), dry_run)
    return Order(_dep_ids(body, named[0]), new_hash, None, dry_run)


def _dep_ids(body: JsonObject, name: str) -> tuple[str, ...]:
    value = body[name]
    if name == "dep_id":
        return (_text(value, name),)
    if not isinstance(value, list) or not value:
        raise InvalidRequest("dep_ids must be a non-empty list of strings.", param=name)
    return tuple(dict.fromkeys(_text(item, name) for item in value))


def _text(value: JsonValue, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidRequest(f"{name} must be a non-empty string.", param=name)
    if len(value) > MAX_DEP_ID_CHARACTERS:
        raise InvalidRequest(f"{name} is longer than {MAX_DEP_ID_CHARACTERS} characters.", param=name)
    return value


def answer_of(order: Order, done: list[Invalidation]) -> JsonObject:
    """What is said of a carried-out order: flat for one named dep, a list for the other forms."""
    results: list[JsonValue] = [
        {"dep_id": one.dep_id, "new_hash": one.new_hash, "keys_deleted": one.keys_deleted} for one in done
    ]
    answer: JsonObject = {"ok": True, "keys_deleted": sum(one.keys_deleted for one in done)}
    if order.dry_run:
        answer["dry_run"] = True
    if order.prefix is None and len(order.dep_ids) == 1 and len(done) == 1:
        return {**answer, "dep_id": done[0].dep_id, "new_hash": done[0].new_hash}
    return {**answer, "results": results}
