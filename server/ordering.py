"""Taking an order: the very design that was seen, stored with everything that printing it again needs."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import ledger, people, waivers
from server.artefacts import Artefacts
from server.choice import Choice
from server.customer import person_errors
from server.database import Database, now
from server.engine import Engine
from server.equipment import Colour, Material
from server.errors import DigestMismatch, InvalidInput, NotFound, NotPrintable, Refused
from server.faults import point
from server.flow import submit_order
from server.letters import OrderKey
from server.live import FARM, order_topic, tell
from server.models import Design, Order
from server.offer import Offer
from server.orders import OrderState
from server.promising import Promises, Wanted
from server.quoting import Quote, Quoting
from server.workshop import Model, Workshop

#: Letters and digits that nobody confuses when reading an order's number aloud.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
PICTURE = (960, 720)


@dataclass(frozen=True)
class Wish:
    """
    What a customer asks for. Values as in the form; the digest is that of the design that was seen, or None where no
    design was looked at, as in a list.
    """

    template: str
    values: Mapping[str, Any]
    digest: str | None
    quantity: int
    material: str
    colour: str | None
    colours: Mapping[str, str]
    name: str
    email: str
    #: A secret of the sender's, the same for every try of one order, so that a lost answer cannot order twice.
    key: str | None = None
    #: The quote that was seen, by its name, and its price; the best that is known where nothing is said.
    quote: str | None = None
    price: Decimal | None = None
    #: The day that was promised, as it was seen; a later one is refused.
    ready_by: str | None = None


@dataclass(frozen=True)
class Judged:
    """A wish that may be ordered, with everything that the order needs but its picture."""

    wish: Wish
    model: Model
    choice: Choice
    material: Material
    colour: Colour
    colours: Mapping[str, Colour]
    quote: Quote
    promise: Mapping[str, Any] | None = None

    @property
    def wanted(self) -> Wanted:
        """What has to be printed for it."""
        choice = self.choice
        report, copies = self.model.report, self.wish.quantity
        return Wanted(self.quote.figures, report, copies, choice.machine, choice.material, choice.quality)


@dataclass(frozen=True)
class Stored:
    """The bytes of an order by their names: its parts' STLs, its model, its picture."""

    parts: list[dict[str, Any]]
    glb: str
    picture: str


@dataclass(frozen=True)
class Placed:
    """An accepted order and the token that opens its page."""

    id: str
    token: str
    state: str
    digest: str
    model_sha256: str


class Ordering:
    """The taking of orders."""

    def __init__(
        self,
        offer: Offer,
        quoting: Quoting,
        promises: Promises,
        database: Database,
        artefacts: Artefacts,
        engine: Engine,
        workshop: Workshop,
        *,
        hold_warnings: bool = False,
    ) -> None:
        self._offer = offer
        self._quoting = quoting
        self._promises = promises
        self._database = database
        self._artefacts = artefacts
        self._engine = engine
        self._workshop = workshop
        self._hold_warnings = hold_warnings

    async def place(self, wish: Wish) -> Placed:
        """
        Accept an order, or say why not.

        Raises InvalidInput, DigestMismatch (the design is another by now), NotPrintable (a finding blocks it),
        StorageFull (nothing was accepted) and what a build raises.
        """
        self.examine(wish)
        if placed := await asyncio.to_thread(self._placed_before, wish.key, wish.digest, wish.quantity):
            return placed
        judged = await self.judge(wish)
        stored = await self.store(judged)
        try:
            (placed,) = await asyncio.to_thread(self.enter, [(judged, stored)])
        except sa.exc.IntegrityError:
            # Two tries of one request came at the same moment; the other one was taken.
            before = await asyncio.to_thread(self._placed_before, wish.key, wish.digest, wish.quantity)
            if before is None:
                raise
            return before
        return placed

    def examine(self, wish: Wish) -> None:
        """Raise InvalidInput where who orders, or the digest, cannot be."""
        errors = person_errors(wish.name, wish.email, wish.digest)
        if errors:
            raise InvalidInput(errors)

    async def judge(self, wish: Wish) -> Judged:
        """Build what is wished for. Raises what `place` raises, but nothing about storage."""
        self._offer.quantity(wish.quantity)
        material = self._offer.material(wish.material)
        colour = self._offer.colour(material, wish.colour)
        template = await self._workshop.template(wish.template)
        slots = {slot["name"]: slot["title"] for slot in template["slots"]}
        colours = {name: self._offer.colour(material, one, name) for name, one in wish.colours.items() if name in slots}
        choice = self._offer.choice(material)
        model = await self._workshop.model(wish.template, wish.values, choice)
        choice = choice.on(model.machine)
        seen = wish.digest
        if seen is not None and not secrets.compare_digest(
            model.digest.encode(), seen.lower().encode("utf-8", "replace")
        ):
            raise DigestMismatch(
                "The product has changed since you opened it. Please look at it again before you order.",
                field="digest",
                digest=model.digest,
                seen=seen[:64],
            )
        blocking = [finding for finding in model.report["findings"] if finding["severity"] == "error"]
        if blocking:
            too_big = {} if model.report["bed"]["fits"] else {"bed": model.report["bed"]}
            raise NotPrintable(str(blocking[0]["message"]), findings=model.report["findings"], **too_big)
        self._offer.suited(material, model.report.get("wants", {}))
        # Where plates cost, they are laid out for it, which takes a while.
        quote = await asyncio.to_thread(
            self._quoting.promised, wish.quote, wish.price, model.digest, model.report, choice, material, wish.quantity
        )
        judged = Judged(wish, model, choice, material, colour, colours, quote)
        if seen is None:
            return judged
        return replace(judged, promise=await asyncio.to_thread(self._promises.kept, judged.wanted, wish.ready_by))

    async def store(self, judged: Judged) -> Stored:
        """Keep the bytes of an order; nothing is ordered yet."""
        picture = await self._workshop.picture(
            judged.wish.template,
            judged.wish.values,
            judged.choice,
            width=PICTURE[0],
            height=PICTURE[1],
            colour=judged.colour.hex,
            colours={name: one.hex for name, one in judged.colours.items()},
        )
        return await asyncio.to_thread(self._stored, judged.model, picture)

    def placed_before(self, key: str, quantity: int) -> Placed | None:
        """The order that an earlier try under this key placed."""
        return self._placed_before(key, None, quantity)

    def _placed_before(self, key: str | None, digest: str | None, quantity: int) -> Placed | None:
        """The order that an earlier try of the same request placed. Raises Refused when the key is another order's."""
        if key is None:
            return None
        with self._database.read() as session:
            order = session.scalars(sa.select(Order).where(Order.request_sha256 == people.fingerprint(key))).first()
            if order is None:
                return None
            if (digest or order.digest).lower() != order.digest or order.quantity != quantity:
                raise Refused(
                    "This key was used for another order. Use a new one for each order.", code="key_used_before"
                )
            design = session.get_one(Design, order.digest)
            return Placed(order.id, _token_of(key), order.state, design.digest, design.model_sha256)

    def _stored(self, model: Model, picture: bytes) -> Stored:
        parts = [{**part, "stl": self._artefacts.put(stl)} for part, stl in zip(model.parts, model.stls, strict=True)]
        return Stored(parts, self._artefacts.put(model.glb), self._artefacts.put(picture))

    def enter(self, several: Sequence[tuple[Judged, Stored]], company: str | None = None) -> list[Placed]:
        """
        Write orders down, all of them or none; `company` names the list that they came with.

        Bytes come first: an order is only ever written down when everything it needs is safely stored.
        """
        if company is not None:
            # One day for all of a list: its parts share plates.
            day = self._promises.of(*(judged.wanted for judged, _ in several))
            several = [(replace(judged, promise=day), stored) for judged, stored in several]
        with self._database.begin() as session:
            placed = [self._enter(session, judged, stored, company) for judged, stored in several]
        point("order.accepted")
        return placed

    def _enter(self, session: Session, judged: Judged, stored: Stored, company: str | None) -> Placed:
        wish, model, report = judged.wish, judged.model, dict(judged.model.report)
        if session.get(Design, model.digest) is None:
            session.add(
                Design(
                    digest=model.digest,
                    slug=report["template"],
                    version=report["version"],
                    title=report["title"],
                    source_digest=report["source_digest"],
                    values=report["values"],
                    report=report,
                    glb=stored.glb,
                    parts=stored.parts,
                    model_sha256=model_sha256(stored.parts),
                    created_at=now(session),
                )
            )
            session.flush()
        design = session.get_one(Design, model.digest)
        if design.model_sha256 != model_sha256(stored.parts):
            raise Refused(
                "This design was built differently before, although its description is the same. "
                "The order was not taken; the template's author has to look at it.",
                code="not_reproducible",
                digest=model.digest,
            )
        return self._write(
            session,
            design,
            Order(
                digest=design.digest,
                picture=stored.picture,
                quantity=wish.quantity,
                material=judged.material.id,
                colour=judged.colour.id,
                colours={name: one.id for name, one in judged.colours.items()},
                machine=judged.choice.machine,
                quality=judged.choice.quality,
                name=wish.name.strip(),
                email=wish.email.strip(),
                price=judged.quote.price.to_json(),
                estimate=dict(judged.quote.figures),
                quote=judged.quote.to_json(),
                promise=None if judged.promise is None else dict(judged.promise),
                findings=report["findings"],
                wants=report.get("wants", {}),
                company=company,
                request_sha256=people.fingerprint(wish.key) if wish.key else None,
            ),
            _token_of(wish.key) if wish.key else secrets.token_urlsafe(24),
        )

    def again(self, order_id: str, token: str, quantity: int | None, key: str | None = None) -> Placed:
        """The same design once more: the stored bytes of the first order, proven by their digests."""
        with self._database.read() as session:
            first = find(session, order_id, token)
            design = session.get_one(Design, first.digest)
            material = self._offer.material(first.material)
            copies = self._offer.quantity(first.quantity if quantity is None else quantity)
        if placed := self._placed_before(key, design.digest, copies):
            return placed
        # Reading them raises ArtefactDamaged when the bytes are not those of the name.
        stls = [self._artefacts.get(part["stl"]) for part in design.parts]
        if model_sha256(design.parts) != design.model_sha256:
            raise Refused("The stored design does not match its digest; the shop has to look at it.")
        machine = self._offer.machine_for(material, stls, first.machine, first.quality)
        # An order from before quotes were kept knows its estimate alone.
        raw = first.quote.get("raw") or first.estimate
        quote = self._quoting.best(
            design.digest, design.report, raw, Choice(machine, material.id, first.quality), material, copies
        )
        wanted = Wanted(quote.figures, design.report, copies, machine, material.id, first.quality)
        promise = self._promises.of(wanted)
        order = Order(
            digest=design.digest,
            picture=first.picture,
            quantity=copies,
            material=first.material,
            colour=first.colour,
            colours=first.colours,
            machine=machine,
            quality=first.quality,
            name=first.name,
            email=first.email,
            price=quote.price.to_json(),
            estimate=dict(quote.figures),
            quote=quote.to_json(),
            promise=promise,
            findings=first.findings,
            wants=first.wants,
            again_of=first.id,
            request_sha256=people.fingerprint(key) if key else None,
        )
        try:
            with self._database.begin() as session:
                placed = self._write(session, design, order, _token_of(key) if key else secrets.token_urlsafe(24))
        except sa.exc.IntegrityError:
            # Two tries of one request came at the same moment, as in `place`.
            if (before := self._placed_before(key, design.digest, copies)) is None:
                raise
            return before
        point("order.accepted")
        return placed

    def _write(self, session: Session, design: Design, order: Order, token: str) -> Placed:
        order.id = "".join(secrets.choice(_LETTERS) for _ in range(10))
        order.token_sha256 = people.fingerprint(token)
        waits = self._hold_warnings and bool(waivers.warnings(order.findings))
        order.state = OrderState.HELD if waits else OrderState.RECEIVED
        order.trouble = ledger.trouble(waivers.HELD, waivers.WORDS) if waits else None
        order.run = 1
        order.created_at = now(session)
        session.add(order)
        session.flush()
        if not waits:
            submit_order(self._engine, session, order)
        tell(session, FARM, order_topic(order.id))
        return Placed(order.id, token, order.state, design.digest, design.model_sha256)


def _token_of(key: str) -> str:
    """The token of an order that was sent with this key: every try of it learns the same one."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"order token {key}".encode()).digest()[:24]).decode()


def find(session: Session, order_id: str, token: str) -> Order:
    """The order, if the token opens it. A wrong token and an unknown order are told apart by nobody."""
    order = session.get(Order, order_id)
    if order is None or not (people.matches(token, order.token_sha256) or _was_mailed(session, order_id, token)):
        raise NotFound("There is no order with this link. Please check that the address is complete.", field="order")
    return order


def _was_mailed(session: Session, order_id: str, token: str) -> bool:
    found = session.get(OrderKey, people.fingerprint(token))
    return found is not None and found.order_id == order_id


def model_sha256(parts: Any) -> str:
    """One name for all meshes of a design, in order."""
    return hashlib.sha256("\n".join(part["stl"] for part in parts).encode()).hexdigest()
