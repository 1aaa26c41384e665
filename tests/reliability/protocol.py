"""Every event that may come next in a world: of a run, of the wire, of the printer, of people."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reliability.world import CARRIED, OPEN, SETTLED, Rules, Run, Wire, World

Event = tuple[str, World]
#: Where a run waits for an answer, by what it asked for; and where it stands when the answer came.
_WAITING = {"stage": "staging", "delete": "deleting", "start": "waking"}


def events(world: World, rules: Rules) -> Iterator[Event]:
    """Each with its name for people and the world after it."""
    yield from _people(world)
    yield from _printer(world, rules)
    yield from _wire(world, rules)
    for number in range(len(world.runs)):
        yield from _mishaps(world, number)
        yield from _step(world, number, rules)


def _people(world: World) -> Iterator[Event]:
    busy = world.job in ("starting", "printing", "unsure")
    if world.job not in SETTLED and world.printing == 0 and not busy and not (world.clear and not world.full):
        yield "somebody clears the plate", world._replace(clear=True, full=False)
    fenced = any(state in OPEN for state in world.attempts)
    if world.job == "queued" and world.clear and not fenced and world.printing == 0:
        yield "the job is given to the printer", world._replace(job="sending", held_by=-1)
    left = world.trouble
    if left.strangers and world.printing == 0:
        yield (
            "somebody prints something else",
            world._replace(printing=-1, full=True, trouble=left._replace(strangers=left.strangers - 1)),
        )


def _printer(world: World, rules: Rules) -> Iterator[Event]:
    if world.printing > 0:
        yield "the print ends", world._replace(printing=0, ended=world.ended | {world.printing})
    # A stranger's print takes longer than a reading is old, so it is seen; and longer than a start may be on its way:
    # requests time out, and a run that slept after its intent does not send it.
    elif world.printing < 0 and not _start_at_hand(world):
        yield "the stranger's print was seen, and ends", _seen(world._replace(printing=0), rules)
    left = world.trouble
    if left.restarts and not (world.printing < 0 and _start_at_hand(world)):
        seen = _seen(world, rules) if world.printing < 0 else world
        less = left._replace(restarts=left.restarts - 1)
        yield "the host restarts", seen._replace(printing=0, ended=frozenset(), forgot=True, trouble=less)


def _seen(world: World, rules: Rules) -> World:
    return world._replace(clear=False, word=world.word and not rules.void)


def _start_at_hand(world: World) -> bool:
    return any(wire.what == "start" for wire in world.wire) or any(run.at == "start" for run in world.runs)


def _wire(world: World, rules: Rules) -> Iterator[Event]:
    left = world.trouble
    for request in sorted(world.wire):
        rest = world.wire - {request}
        after, answer = _arrives(world._replace(wire=rest), request, rules)
        yield f"{request.what} {request.attempt} arrives: {answer}", _answered(after, request, answer)
        if left.losses:
            less = left._replace(losses=left.losses - 1)
            lost = world._replace(wire=rest, trouble=less)
            yield f"{request.what} {request.attempt} is lost", _answered(lost, request, "silence")
            after = after._replace(trouble=less)
            yield f"the answer to {request.what} {request.attempt} is lost", _answered(after, request, "silence")


def _name(attempt: int, rules: Rules) -> int:
    return attempt if rules.own_names else 1


def _arrives(world: World, request: Wire, rules: Rules) -> tuple[World, str]:
    """What the printer's host makes of a request, whoever sent it and whenever."""
    name = _name(request.attempt, rules)
    match request.what:
        case "stage":
            return world._replace(files=world.files | {name}), "taken"
        case "delete":
            if world.printing == name:
                return world, "in use"
            return world._replace(files=world.files - {name}), "gone"
        case _:
            if world.printing or name not in world.files:
                return world, "refused"
            return world._replace(
                printing=name,
                full=True,
                crashed=world.crashed or world.full,
                starts=(*world.starts, request.attempt),
                forgot=False,
            ), "taken"


def _answered(world: World, request: Wire, answer: str) -> World:
    if request.run < 0:
        return world
    run = world.runs[request.run]
    if run.at != _WAITING[request.what] or run.epoch < request.attempt:
        return world
    return _put(world, request.run, run._replace(at=f"{run.at}:{answer}"))


def _put(world: World, number: int, run: Run) -> World:
    return world._replace(runs=(*world.runs[:number], run, *world.runs[number + 1 :]))


def _mishaps(world: World, number: int) -> Iterator[Event]:
    run, left = world.runs[number], world.trouble
    if run.at == "off":
        return
    if left.crashes:
        nobody = frozenset(wire._replace(run=-1) if wire.run == number else wire for wire in world.wire)
        lapsed = world._replace(wire=nobody, trouble=left._replace(crashes=left.crashes - 1))
        yield f"run {number} dies", _put(lapsed, number, Run("off"))
    if left.takeovers and world.held_by == number:
        yield (
            f"the lease of run {number} lapses",
            world._replace(held_by=-1, trouble=left._replace(takeovers=left.takeovers - 1)),
        )


def _step(world: World, number: int, rules: Rules) -> Iterator[Event]:
    run = world.runs[number]
    name = f"run {number}"
    holder_dead = world.held_by < 0 or world.runs[world.held_by].at == "off"
    if run.at == "off":
        if world.job in CARRIED and holder_dead:
            taken = world._replace(epoch=world.epoch + 1, held_by=number, attempts=(*world.attempts, "none"))
            begin = Run("fence" if rules.fence else "open", taken.epoch)
            yield f"{name} claims the job", _put(taken, number, begin)
        return
    if run.at in ("staging", "deleting", "waking"):
        return
    mine = not rules.epochs or (run.epoch == world.epoch and world.job in CARRIED)
    if run.at not in ("stage", "delete", "start") and not mine:
        yield f"{name} leaves: it was taken over", _put(world, number, Run("off"))
        return
    yield from _carries_on(world, number, run, rules, name)


def _carries_on(world: World, number: int, run: Run, rules: Rules, name: str) -> Iterator[Event]:
    """The next step of a run that holds the job, or believes so."""
    subject = run.subject
    match run.at.partition(":"):
        case ("fence", _, _):
            open_ones = [index for index, state in enumerate(world.attempts, 1) if state in OPEN and index < run.epoch]
            if open_ones:
                yield f"{name} looks into the past", _put(world, number, run._replace(at="look", subject=open_ones[0]))
            else:
                yield f"{name} knows the past", _put(world, number, run._replace(at="open"))
        case ("look", _, _):
            yield from _look(world, number, run, rules, name)
        case ("delete", _, _):
            sent = world._replace(wire=world.wire | {Wire("delete", subject, number)})
            yield f"{name} sends delete {subject}", _put(sent, number, run._replace(at="deleting"))
        case ("deleting", _, "silence"):
            yield f"{name} tries again", _put(world, number, run._replace(at="look", looked=False))
        case ("deleting", _, "in use"):
            yield f"{name} adopts {subject}", _watched(world, number, run)
        case ("deleting", _, _):
            again = run._replace(at="look" if rules.look_again else "abandon", looked=True)
            yield f"{name} deleted {subject}", _put(world, number, again)
        case ("abandon", _, _):
            yield f"{name} says that {subject} never started", _abandon(world, number, run)
        case ("open", _, _):
            fenced = rules.fence and any(state in OPEN for state in world.attempts)
            if fenced:  # the database refuses a second open attempt on a printer
                yield f"{name} is refused", _put(world, number, Run("off"))
                return
            opened = _attempt(world, run.epoch, "staging")
            yield f"{name} opens attempt {run.epoch}", _put(opened, number, run._replace(at="stage", subject=run.epoch))
        case ("stage", _, _):
            sent = world._replace(wire=world.wire | {Wire("stage", subject, number)})
            yield f"{name} sends stage {subject}", _put(sent, number, run._replace(at="staging"))
        case ("staging", _, "taken"):
            staged = _attempt(world, subject, "staged")
            yield f"{name} staged {subject}", _put(staged, number, run._replace(at="intend"))
        case ("staging", _, _):
            yield f"{name} gives attempt {subject} up", _released(_attempt(world, subject, "abandoned"), number)
        case ("intend", _, _):
            yield from _intend(world, number, run, rules, name)
        case ("start", _, _):
            sent = world._replace(wire=world.wire | {Wire("start", subject, number)})
            yield f"{name} sends start {subject}", _put(sent, number, run._replace(at="waking"))
        case ("waking", _, "refused"):
            yield f"{name} was refused", _released(_attempt(world, subject, "abandoned"), number)
        case ("waking", _, "silence") if not rules.start_once:
            yield f"{name} starts again", _put(world, number, run._replace(at="start"))
        case ("waking", _, _):
            yield f"{name} looks for the start", _put(world, number, run._replace(at="look", looked=False))
        case ("watch", _, _):
            yield from _look(world, number, run, rules, name)
        case _:
            raise AssertionError(run)


def _look(world: World, number: int, run: Run, rules: Rules, name: str) -> Iterator[Event]:
    """What the printer shows of an attempt, and what follows from it."""
    subject = run.subject
    host = _name(subject, rules)
    state = world.attempts[subject - 1]
    intended = state in ("starting", "printing")
    if world.printing == host:
        if run.at == "watch":
            return  # it goes on watching
        yield f"{name} sees {subject} printing", _watched(world, number, run)
    elif host in world.ended:
        done = _attempt(world, subject, "ended")._replace(job="done", held_by=-1)
        yield f"{name} sees {subject} ended", _put(done, number, Run("off"))
    elif (world.forgot and intended) or state == "printing":
        if rules.unsure:
            told = _attempt(world, subject, "unsure")._replace(job="unsure", held_by=-1)
            yield f"{name} cannot know what became of {subject}", _put(told, number, Run("off"))
        else:
            yield f"{name} believes that {subject} never started", _abandon(world, number, run)
    elif run.looked or not rules.delete:
        yield f"{name} finds no trace of {subject}", _put(world, number, run._replace(at="abandon"))
    else:
        yield f"{name} finds {subject} not started", _put(world, number, run._replace(at="delete"))


def _intend(world: World, number: int, run: Run, rules: Rules, name: str) -> Iterator[Event]:
    subject = run.subject
    ready = world.printing == 0 and (world.clear or not rules.plate)
    if not ready:
        yield f"{name} finds the printer not ready", _released(_attempt(world, subject, "abandoned"), number)
        return
    meant = _attempt(world, subject, "starting")._replace(clear=False, word=world.clear, job="starting")
    yield f"{name} intends start {subject}", _put(meant, number, run._replace(at="start"))


def _attempt(world: World, number: int, state: str) -> World:
    states = list(world.attempts)
    states[number - 1] = state
    return world._replace(attempts=tuple(states))


def _watched(world: World, number: int, run: Run) -> World:
    """Somebody may have started a staged file at the panel: what prints counts as much."""
    seen = _attempt(world, run.subject, "printing")._replace(job="printing", clear=False)
    return _put(seen, number, run._replace(at="watch"))


def _abandon(world: World, number: int, run: Run) -> World:
    """A proven abandonment gives back the word that the plate is clear: the start it was for never happened."""
    given_back = world.attempts[run.subject - 1] == "starting" and world.word
    after = _attempt(world, run.subject, "abandoned")
    after = after._replace(clear=after.clear or given_back, word=False)
    if run.subject == run.epoch:
        return _released(after, number)
    return _put(after, number, run._replace(at="fence", subject=0, looked=False))


def _released(world: World, number: int) -> World:
    return _put(world._replace(job="queued", held_by=-1), number, Run("off"))
