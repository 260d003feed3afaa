"""The worksheet's network as a graph."""

from __future__ import annotations

import pytest

import backhand as bh
from backhand.worksheet import WEIGHT_NAMES


@pytest.mark.parametrize("name", bh.INSTANCES)
def test_every_node_of_the_sheet_is_there_under_its_name(name):
    nodes = bh.worksheet_network(*bh.INSTANCES[name])
    units = {"z1", "z2", "z3", "z4", "z_o", "h1", "h2", "h3", "h4", "o", "e", "J"}
    assert set(nodes) == set(WEIGHT_NAMES) | {"x1", "x2", "t"} | units
    assert all(node.label == label for label, node in nodes.items())


def test_the_integer_instance_has_whole_numbers_only():
    nodes = bh.worksheet_network(*bh.INSTANCES["integer"])
    assert [nodes[h].value for h in ("h1", "h2", "h3", "h4", "o", "J")] == [3, 2, 3, 1, 0, 0.5]


def test_instances_cannot_be_changed_by_accident():
    with pytest.raises(TypeError):
        bh.INSTANCES["seed"].weights["u2"] = 1.0


def test_there_is_no_edge_from_h2_to_h3():
    nodes = bh.worksheet_network(*bh.INSTANCES["generic"])
    assert list(bh.graph.paths(nodes["h2"], nodes["h3"])) == []
    assert bh.graph.count_paths(nodes["h1"], nodes["h3"]) == 1
