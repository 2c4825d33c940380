"""The figure's training in its two forms and the matrix products of the fast one, timed in turns by processes that keep step; and the module's
loop as torch runs it by itself: one process, as many threads as torch takes, one start after another."""

from __future__ import annotations

import os
from multiprocessing import get_context
from time import perf_counter

import torch

from impl.gaussian_training import STARTS, Setting, problem
from impl.gram_descent import GramDescent
from impl.place import Place
from impl.plain_descent import PlainDescent

BLOCK = 20  # steps of one form before the next one's turn


def seconds_a_step(fmt, steps, starts=STARTS):
    """For each start, run in a process of its own at the same time as the others: seconds a step of each form, and how far apart the forms end."""
    context = get_context("spawn")
    with context.Manager() as manager:
        barrier, queue = manager.Barrier(len(starts)), manager.Queue()
        processes = [context.Process(target=_measure, args=(start, fmt, steps, barrier, queue)) for start in starts]
        for process in processes:
            process.start()
        found = dict(queue.get() for _ in processes)
        for process in processes:
            process.join()
    return found


def as_torch_comes(fmt, steps, starts=STARTS):
    """(seconds of one step of the module's loop for every start, one after another; threads), in a process whose threads nobody has set."""
    context = get_context("spawn")
    set_by_us = os.environ.pop("OMP_NUM_THREADS", None)
    try:
        with context.Pool(1) as pool:
            return pool.apply(_unset, (fmt, steps, starts))
    finally:
        if set_by_us is not None:
            os.environ["OMP_NUM_THREADS"] = set_by_us


def _unset(fmt, steps, starts):
    seconds = 0.0
    for start in starts:
        setting, place = Setting(start, steps=steps), Place("cpu", fmt)
        plain, times = PlainDescent(problem(setting, place), setting.rate, place), []
        for _ in range(max(1, steps // BLOCK)):
            began = perf_counter()
            for _ in range(BLOCK):
                plain.step()
            times.append((perf_counter() - began) / BLOCK)
        seconds += sorted(times)[len(times) // 2]
    return seconds, torch.get_num_threads()


def _measure(start, fmt, steps, barrier, queue):
    torch.set_num_threads(1)
    setting, place = Setting(start, steps=steps), Place("cpu", fmt)
    given = problem(setting, place)
    gram, plain = GramDescent(given, setting.rate, place, rows=BLOCK), PlainDescent(given, setting.rate, place)
    forms = {"gram": gram.run, "plain": lambda n: [plain.step() for _ in range(n)], "products": _products(gram)}
    times = {name: [] for name in forms}
    for _ in range(max(1, steps // BLOCK)):
        for name, form in forms.items():
            barrier.wait()  # all processes are in the same form
            began = perf_counter()
            form(BLOCK)
            times[name].append((perf_counter() - began) / BLOCK)
    apart = max(float((a - b).norm() / b.norm()) for a, b in zip(gram.all_weights(), plain.weights(), strict=True))
    queue.put((start, {name: sorted(found)[len(found) // 2] for name, found in times.items()} | {"apart": apart}))


def _products(gram):
    """The matrix products of one step in Gram form and nothing else, on tensors of its own."""
    hidden, back = ([t.clone() for t in group] for group in (gram.hidden, gram.back))
    weights, moved, residual = [w.clone() for w in gram.weights], gram.moved.clone(), gram.residual.clone()
    gradients = [torch.empty_like(w) for w in weights]

    def run(n):
        for _ in range(n):
            torch.mm(weights[0], hidden[0], out=hidden[1])
            torch.mm(weights[1], hidden[1], out=residual)
            torch.mm(residual, hidden[1].T, out=gradients[1])
            torch.mm(weights[1].T, residual, out=back[1])
            torch.mm(back[1], hidden[0].T, out=gradients[0])
            torch.mm(weights[0].T, back[1], out=back[0])
            torch.mm(back[0], gram.gram.T, out=moved)
            hidden[0].copy_(gram.hidden[0])  # numbers of the run's own size: products of products would overflow

    return run
