"""Checkboxes and radio buttons: which are ticked, and which radio buttons exclude one another."""

from __future__ import annotations

from service.generators.trace.labels import vivid
from service.generators.trace.tree import Node


def filled(node: Node) -> bool:
    return node.box is not None and vivid(node.box.fill.mean)


def ticked(node: Node) -> bool:
    return filled(node) or bool(node.children) or node.picture is not None


def radio_groups(root: Node) -> dict[int, str]:
    """A name for every radio button, by its node's id: those share one that have the nearest container of several in
    common, if no more than one of them is on: the browser would turn off the others."""
    names: dict[int, str] = {}

    def free(node: Node) -> list[Node]:
        """The radio buttons in the node that have no group yet."""
        if node.role == "radio":
            return [node]
        inside = [node for part in node.parts() for node in free(part)]
        if len(inside) < 2:
            return inside
        if sum(map(ticked, inside)) <= 1:
            name = f"choice-{len(set(names.values())) + 1}"
            names.update((id(node), name) for node in inside)
        return []

    free(root)
    return names
