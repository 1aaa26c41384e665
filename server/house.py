"""What the house is made of, built once and handed on."""

from __future__ import annotations

from dataclasses import dataclass

from server import roomview
from server.adding import Adding
from server.ahead import Ahead
from server.artefacts import Artefacts
from server.attempts import Carrier
from server.bringing import Bringing
from server.catalogue import Catalogue
from server.corrections import Corrections
from server.database import Database, migrate
from server.decisions import Decisions
from server.engine import AFTERWARDS, COMPUTE, Engine, gateway_queue
from server.exact import Exact
from server.failures import Failures
from server.farm import Farm
from server.fleet import Fleet
from server.flow import Sweeper, define
from server.grouping import Grouping
from server.hints import Hints
from server.kept import Kept
from server.kinds import Kinds
from server.laying import Laying
from server.lists import Lists
from server.live import Bell
from server.matching import Matching
from server.mender import Mender
from server.offer import Offer
from server.ordering import Ordering
from server.outbox import Outbox
from server.outcomes import Outcomes
from server.pictures import Pictures
from server.prepare import Preparation
from server.presence import Presence
from server.promising import Promises
from server.proving import Proving
from server.queueing import Queueing
from server.quoting import Quoting
from server.readfiles import ReadFiles
from server.settings import Settings
from server.spools import Spools
from server.stops import Stops
from server.tailoring import Tailoring
from server.workshop import Workshop


@dataclass(frozen=True)
class House:
    """Every part of the server, each made once."""

    settings: Settings
    database: Database
    artefacts: Artefacts
    engine: Engine
    fleet: Fleet
    farm: Farm
    read_files: ReadFiles
    adding: Adding
    pictures: Pictures
    matching: Matching
    workshop: Workshop
    ahead: Ahead
    mender: Mender
    hints: Hints
    offer: Offer
    corrections: Corrections
    exact: Exact
    quoting: Quoting
    promises: Promises
    catalogue: Catalogue
    ordering: Ordering
    bringing: Bringing
    lists: Lists
    bell: Bell
    sweeper: Sweeper
    grouping: Grouping
    outbox: Outbox
    spools: Spools
    queueing: Queueing
    stops: Stops
    failures: Failures
    outcomes: Outcomes

    @property
    def queues(self) -> list[str]:
        """The queues that this process's roles serve."""
        roles = self.settings.roles
        found = [COMPUTE, AFTERWARDS] if "compute" in roles else []
        return found + ([gateway_queue(self.settings.site)] if "gateway" in roles else [])


def build(settings: Settings, presence: Presence) -> House:
    """The house on these settings, for the process of that name; tables are brought up to date, nothing runs yet."""
    settings.data.mkdir(parents=True, exist_ok=True)
    read_files = ReadFiles(settings)
    database = Database(settings.database)
    migrate(database.engine)
    artefacts = Artefacts(settings.artefacts)
    engine = Engine(database, presence, settings.site if "gateway" in settings.roles else "")
    fleet = Fleet(settings, database)
    fleet.refresh()
    matching = Matching(settings, database, engine, fleet)
    farm = Farm(settings, database, matching.submit, fleet)
    kept = Kept(settings.kept, settings.kept_mb << 20) if settings.kept_mb else None
    known = settings.model_copy(update={"printers": tuple(fleet.values())})
    workshop = Workshop(known, artefacts.get, kept)
    offer = Offer(settings, fleet)
    laying = Laying(settings.batching, database, artefacts)
    corrections = Corrections(database)
    exact = Exact(settings, database, corrections, lambda: workshop.idle)
    quoting = Quoting(settings, offer, corrections, exact)
    engine.configure()
    preparation = Preparation(settings, database, artefacts, laying, fleet)
    define(
        preparation,
        Tailoring(settings, database, laying, preparation, matching.submit, fleet),
        Carrier(settings, database, artefacts, engine.id, farm.open_driver, farm, fleet),
        Proving(database, artefacts, engine),
    )
    promises = Promises(settings, database, fleet)
    ordering = Ordering(
        offer, quoting, promises, database, artefacts, engine, workshop, hold_warnings=settings.hold_warnings
    )
    return House(
        settings=settings,
        database=database,
        artefacts=artefacts,
        engine=engine,
        fleet=fleet,
        farm=farm,
        read_files=read_files,
        adding=Adding(settings, database, fleet),
        pictures=Pictures(farm),
        matching=matching,
        workshop=workshop,
        ahead=Ahead(workshop),
        mender=Mender(workshop),
        hints=Hints(settings, workshop, offer, quoting),
        offer=offer,
        corrections=corrections,
        exact=exact,
        quoting=quoting,
        promises=promises,
        catalogue=Catalogue(settings, database, workshop, offer, quoting),
        ordering=ordering,
        bringing=Bringing(settings, database, artefacts, workshop),
        lists=Lists(settings, ordering),
        bell=Bell(database),
        sweeper=Sweeper(settings, database, engine, matching, Kinds(settings, database, laying, fleet)),
        grouping=Grouping(database, engine, laying),
        spools=Spools(settings, database, fleet),
        outbox=Outbox(settings, database, fleet, lambda session: roomview.person_needs(session, farm)),
        queueing=Queueing(settings, database, engine, fleet),
        stops=Stops(database, farm),
        failures=Failures(database, artefacts, Decisions(database, engine, farm)),
        outcomes=Outcomes(database),
    )
