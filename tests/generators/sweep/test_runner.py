"""A template may hang, eat memory or end its process: that costs its setting, and the sweep goes on."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from generators.library import load_file
from generators.limits import Limits
from generators.sweep.runner import Allowance, Runner, WorkerFailed
from generators.sweep.sweeping import sweep
from generators.sweep.verdict import Outcome
from tests.generators.sweep.conftest import HEAD, Written

FATES = """
class P(Parameters):
    fate: str = choice("good", [Option(one, one) for one in ("good", "spin", "hog", "leave", "abort", "late")],
                       label="Fate", help="How it ends.")
    tall: bool = toggle(False, label="Tall", help="Twice as tall.")

def build(values: P) -> Iterator[Part]:
    print("noise")
    while values.fate == "spin":
        pass
    if values.fate == "hog":
        held = [bytearray(256 << 20) for _ in range(64)]
    if values.fate == "leave":
        os._exit(3)
    if values.fate == "abort":
        os.abort()
    size = 30 + hash("salt") % 99991 / 10000 if values.fate == "late" else 30
    yield Part("block", block(size, 30, 20 if values.tall else 10))
"""
ALLOWED = Allowance(seconds=1.5, memory=1024)


@pytest.fixture
def fates(written: Written, limits: Limits) -> Iterator[Runner]:
    """Two workers for a template that ends in every way."""
    with Runner(written(FATES), limits, 2, ALLOWED) as runner:
        yield runner


@pytest.mark.long
def test_every_end_is_called_by_its_name_and_the_rest_is_tried(
    fates: Runner, written: Written, limits: Limits, capfd: pytest.CaptureFixture[str]
) -> None:
    """A hang, a memory hog, an exit, an abort and a build that depends on its process, each shrunk to itself."""
    report = sweep(load_file(written(FATES)), fates, limits, settings=20, seed=1)
    ends = {str(trial.values["fate"]): trial.outcome for trial in report.trials if not trial.values["tall"]}
    assert ends == {
        "good": Outcome.PRINTABLE,
        "spin": Outcome.HANG,
        "hog": Outcome.MEMORY,
        "leave": Outcome.CRASH,
        "abort": Outcome.CRASH,
        "late": Outcome.NOT_REPRODUCIBLE,
    }
    smallest = {(one.outcome, str(one.values["fate"])): one.smallest for one in report.failures}
    assert smallest[Outcome.HANG, "spin"] == {"fate": "spin"}
    assert smallest[Outcome.MEMORY, "hog"] == {"fate": "hog"}
    assert smallest[Outcome.NOT_REPRODUCIBLE, "late"] == {"fate": "late"}
    words = {trial.reasons[0].words for trial in report.trials if trial.outcome is Outcome.CRASH}
    assert words == {"The build process ended with exit code 3.", "The build process was ended by SIGABRT."}
    assert report.bounds is not None
    assert report.bounds.verified
    (said,) = report.bounds.words
    assert set(said.removeprefix("fate: without ").split(", ")) == {"spin", "hog", "leave", "abort"}
    assert capfd.readouterr().out == ""


def test_answers_come_in_the_order_of_the_settings_and_equal_those_of_this_process(
    written: Written, limits: Limits
) -> None:
    """Whoever is quicker: the product of each setting is the one that this process makes of it."""
    from generators.sweep.bench import Table

    path = written("""
class P(Parameters):
    size: float = length(30, 20, 60, step=1, label="Size", help="How wide.")

def build(values: P) -> Iterator[Part]:
    yield Part("block", block(values.size, 30, 10))
""")
    settings = [{"size": float(size)} for size in (60, 20, 45, 30, 21)]
    told: list[tuple[int, int]] = []
    with Runner(path, limits, 2) as runner:
        apart = runner.judge(settings, lambda done, of: told.append((done, of)))
        (drawn,) = runner.drawn(settings[:1])
    here = Table(load_file(path), limits).judge(settings)
    assert [(one.values, one.product, one.digest) for one in apart] == [
        (one.values, one.product, one.digest) for one in here
    ]
    assert len({one.product for one in apart}) == 5
    assert told == [(done, 5) for done in range(1, 6)]
    assert drawn is not None
    assert [len(piece.stl) for piece in drawn.pieces] == [84 + 50 * 12]


def test_workers_end_with_the_runner(fates: Runner) -> None:
    """No process is left behind, busy or idle."""
    fates.judge([{"fate": "good"}, {"fate": "good", "tall": True}])
    pids = [worker._process.pid for worker in fates._idle]
    assert len(pids) == 2
    fates.__exit__(None, None, None)
    alive = subprocess.run(["ps", "-o", "stat=", *map(str, pids)], capture_output=True, text=True).stdout.split()
    assert [state for state in alive if not state.startswith("Z")] == []


def test_a_template_that_no_worker_can_load_is_refused_once(tmp_path: Path, limits: Limits) -> None:
    """The reason is the maker's own error."""
    path = tmp_path / "broken.py"
    path.write_text(HEAD + "raise OSError('gone')\n")
    with Runner(path, limits, 1) as runner, pytest.raises(WorkerFailed, match="OSError: gone"):
        runner.judge([{}])
