"""The error tree: categories that are paths, such as `Accuracy/Omission`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd


def tree(errors: pd.DataFrame) -> pd.DataFrame:
    """The error tree: every node with its errors, laid side by side below its parent.

    Args:
        errors: one row per `category`, a path such as `Accuracy/Omission`, with `errors`.

    Returns:
        One row per node, parents before children, larger ones first: `path`, `name`, `depth` (1 for
        the first step of a path), `start` and `errors` (so that a node covers `start` to `start` +
        `errors` of its level). The children of a node add up to it: errors that its path does not
        say more of are a child of their own, with the parent's path and an empty name.

    >>> errors = pd.DataFrame({"category": ["A/x", "A/y", "A", "B"], "errors": [3, 1, 2, 4]})
    >>> tree(errors)[["path", "name", "start", "errors"]].values.tolist()
    [['A', 'A', 0, 6], ['A/x', 'x', 0, 3], ['A', '', 3, 2], ['A/y', 'y', 5, 1], ['B', 'B', 6, 4]]
    """
    counts = dict(zip(errors["category"], map(int, errors["errors"]), strict=True))
    rows: list[tuple[str, str, int, int, int]] = []
    _lay("", 0, 0, counts, rows)
    return pd.DataFrame(rows, columns=["path", "name", "depth", "start", "errors"])


def below(path: str, categories: Sequence[str]) -> list[str]:
    """The categories that a node of the error tree stands for: itself and all below it.

    >>> below("A", ["A/x", "A", "Ab"])
    ['A/x', 'A']
    """
    return [one for one in categories if one == path or one.startswith(f"{path}/")]


def nodes(categories: Sequence[str]) -> list[str]:
    """Every node of the error tree, parents before children.

    >>> nodes(["B", "A/x"])
    ['A', 'A/x', 'B']
    """
    steps = [one.split("/") for one in categories]
    return sorted({"/".join(path[: n + 1]) for path in steps for n in range(len(path))})


def _lay(
    parent: str,
    depth: int,
    start: int,
    counts: Mapping[str, int],
    rows: list[tuple[str, str, int, int, int]],
) -> None:
    """Append the children of a node, largest first, each followed by its own children."""
    prefix = f"{parent}/" if parent else ""
    children: dict[str, int] = {}
    for path, errors in counts.items():
        if path == parent and parent:
            children[""] = errors
        elif path.startswith(prefix):
            name = path.removeprefix(prefix).split("/")[0]
            children[name] = children.get(name, 0) + errors
    if set(children) <= {""}:
        return
    for name, errors in sorted(children.items(), key=lambda one: (-one[1], one[0])):
        path = prefix + name if name else parent
        rows.append((path, name, depth + 1, start, errors))
        if name:
            _lay(path, depth + 1, start, counts, rows)
        start += errors
