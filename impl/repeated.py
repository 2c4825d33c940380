"""One step, many times: called again and again on the CPU, captured once as a CUDA graph and replayed on a GPU.

A captured step is replayed without Python: it must read and write tensors that stay where they are, keep its counters in tensors,
and never ask the device for a number.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

Step = Callable[[], None]
Capture = Callable[[Step], Step]
WARM_UP = 3  # calls before a capture, so that libraries have set up what they keep


def repeated(step: Step, device: str, *, save: Callable[[], Step], capture: Capture | None = None) -> Step:
    """`step` itself on the CPU; on CUDA its graph. `save` returns a function that puts the tensors back as they are now.

    A warm-up runs the step for real, so the state is saved before it and put back after the capture.
    """
    if capture is None:
        if not device.startswith("cuda"):
            return step
        capture = cuda_graph
    restore = save()
    replay = capture(step)
    restore()
    return replay


def cuda_graph(step: Step) -> Step:
    """Captures `step` after a warm-up on a side stream and returns the graph's replay."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(WARM_UP):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay
