"""Steps as CUDA graphs, on a stand-in for the capture: replayed without Python they leave the same bytes; what a graph cannot hold is seen."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from impl import repeated as module
from impl.gaussian_training import Setting, problem
from impl.gram_descent import GramDescent
from impl.place import Place
from impl.repeated import repeated
from impl.training_run import train
from tests.stand_in import capture

SETTING = Setting(rate=2.0**-7, steps=37, widths=(12, 6, 5, 3), samples=10)
PLACES = [Place("cpu", "float64"), Place("cpu", "float32")]


class Counter:
    """A step that is safe in a graph, or not: counted in a tensor, in Python, or by asking the device."""

    def __init__(self, kind):
        self.kind, self.sum, self.at, self.python = kind, torch.zeros(1), torch.zeros(1), 0

    def step(self):
        self.at.add_(1)
        self.python += 1
        count = {"tensor": lambda: self.at, "python": lambda: self.python, "asked": lambda: float(self.at)}[self.kind]()
        self.sum.add_(count)

    def save(self):
        kept = self.sum.clone(), self.at.clone()

        def restore():
            self.sum.copy_(kept[0])
            self.at.copy_(kept[1])

        return restore

    def after(self, steps, **how):
        advance = repeated(self.step, "cpu", save=self.save, **how)
        for _ in range(steps):
            advance()
        return float(self.sum)


def test_a_step_on_the_cpu_is_itself():
    counter = Counter("python")
    assert repeated(counter.step, "cpu", save=counter.save) == counter.step


def test_a_graph_replays_what_is_in_tensors():
    assert Counter("tensor").after(4, capture=capture) == Counter("tensor").after(4) == 10


def test_a_graph_freezes_what_is_in_python():
    """The stand-in can tell: a counter in Python stands still in a graph, as it would on a GPU."""
    assert Counter("python").after(4, capture=capture) == 4


def test_a_graph_cannot_ask_the_device():
    with pytest.raises(RuntimeError, match="when stream is capturing"):
        Counter("asked").after(1, capture=capture)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_training_by_graph_leaves_the_same_bytes(place):
    given = problem(SETTING, place)
    plain, graph = GramDescent(given, SETTING.rate, place), GramDescent(given, SETTING.rate, place, capture=capture)
    assert plain.run(20).tobytes() == graph.run(20).tobytes()
    assert plain.run(17).tobytes() == graph.run(17).tobytes()
    for (name, a), b in zip(plain.state().items(), graph.state().values(), strict=True):
        assert torch.equal(a, b), name
    assert plain.loss() == graph.loss()


def test_the_warm_up_has_room_for_its_rows():
    def warmed(step):
        for _ in range(module.WARM_UP):
            step()
        return capture(step)

    given = problem(SETTING, PLACES[0])
    plain, graph = GramDescent(given, SETTING.rate, PLACES[0], rows=1), GramDescent(given, SETTING.rate, PLACES[0], rows=1, capture=warmed)
    assert [plain.run(1).tobytes() for _ in range(3)] == [graph.run(1).tobytes() for _ in range(3)]


def test_a_whole_run_by_graph_is_the_same_and_can_be_taken_up(tmp_path):
    stopped = []

    def until(done, steps):
        if done >= 20:
            stopped.append(done)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(SETTING, PLACES[0], every=2, folder=tmp_path, capture=capture, progress=until)
    graph, plain = train(SETTING, PLACES[0], every=2, folder=tmp_path, capture=capture), train(SETTING, PLACES[0], every=2)
    assert (stopped, graph.resumed) == ([20], 20)
    assert np.array_equal(graph.history, plain.history)
    assert np.array_equal(graph.norms, plain.norms)


def test_on_cuda_the_graph_is_taken(monkeypatch):
    """Which way is taken: the device decides, and the state is as it was when the capture (with its warm-up) is over."""
    seen = []

    def graph(step):
        for _ in range(module.WARM_UP):
            step()
        seen.append("captured")
        return capture(step)

    monkeypatch.setattr(module, "cuda_graph", graph)
    counter = Counter("tensor")
    advance = repeated(counter.step, "cuda", save=counter.save)
    assert (seen, float(counter.sum), float(counter.at)) == (["captured"], 0, 0)
    advance()
    assert float(counter.sum) == 1
