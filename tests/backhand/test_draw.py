"""Every figure renders, speaks, and keeps to plain escaped HTML."""

from __future__ import annotations

import base64
import sys
from html.parser import HTMLParser

import numpy as np
import pytest

import backhand as bh
from backhand import curves, draw, graph
from backhand.figures import render_worksheet


def loss(v):
    return (np.sin(v) * v).sum()


X0 = np.array([0.4, -0.8, 1.1])
SLOPE = np.sin(X0) + X0 * np.cos(X0)


def worksheet():
    nodes = bh.worksheet_network(*bh.INSTANCES["generic"])
    graph.backward(nodes["J"])
    return nodes


def history(steps=40):
    rng = np.random.default_rng(3)
    X, Y = rng.normal(size=(6, 2)), rng.uniform(size=(6, 1))
    return bh.symmetry.train(
        rng.normal(size=(3, 2)), np.full((1, 3), 0.5), X, Y, steps, 0.5, "sigmoid"
    )


def small_graph():
    """L = max(x + y, c) · x at x = 2, y = 3, c = 4."""
    x, y, c = (graph.Node(value, name) for name, value in {"x": 2, "y": 3, "c": 4}.items())
    m = graph.Node(5, "m", ((x + y).named("s"), c), (1, 0))
    return (m * x).named("L")


PICTURES = {
    "sweep": lambda: draw.sweep_pictures(small_graph()),
    "patterns": draw.local_patterns,
    "network": draw.worksheet_graph,
    "network, filled in": lambda: draw.worksheet_graph(
        {"h1": 5.0, "h4": None}, {"dJ/dh1": 0.1, "dJ/dh1 via h3": -2.0, "dJ/dw21": None}
    ),
    "graph": lambda: draw.graph_picture(worksheet()["J"]),
    "graph, contracted": lambda: draw.graph_picture(
        {k: node for k, node in worksheet().items() if k in {"x1", "x2", "h1", "h2", "J"}}
    ),
    "errors": lambda: draw.error_by_block({"W": (np.eye(2, 3), np.ones((2, 3))), "b": np.zeros(3)}),
    "loss": lambda: draw.loss_slice(loss, X0, SLOPE, SLOPE),
    "steps": lambda: draw.step_size_sweep(loss, X0, SLOPE),
    "units": lambda: draw.hidden_units(history()),
    "images": lambda: curves.weight_images(np.eye(4)),
}


class Reader(HTMLParser):
    """Collect tags with attributes, and the text of the cells."""

    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.filterwarnings("error")
def test_a_picture_has_an_image_a_description_and_a_table(name):
    picture = PICTURES[name]()
    assert len(picture.alt) > 40 and "\n" not in picture.alt
    assert len(picture.table) > 1 and {len(row) for row in picture.table} == {len(picture.table[0])}
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    reader = Reader()
    reader.feed(bundle["text/html"])
    (image,) = [attrs for tag, attrs in reader.tags if tag == "img"]
    assert image["alt"] == picture.alt
    png = base64.b64decode(image["src"].removeprefix("data:image/png;base64,"))
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and len(png) < 150_000
    assert png == PICTURES[name]().to_png()
    assert [cell for row in picture.table for cell in row if cell not in reader.text] == []
    scopes = [attrs.get("scope") for tag, attrs in reader.tags if tag == "th"]
    assert scopes.count("col") == len(picture.table[0])
    assert scopes.count("row") == len(picture.table) - 1
    assert picture.alt in bundle["text/plain"] and picture.caption in bundle["text/plain"]


def test_names_are_escaped():
    name = '<script>alert("x")</script>'
    html = draw.error_by_block({name: np.zeros(2)}).to_html()
    assert "<script" not in html and "&lt;script&gt;" in html
    node = graph.Node(1.0, '"><b>')
    html = draw.graph_picture(graph.exp(node).named("y")).to_html()
    assert "<b>" not in html and "&quot;&gt;&lt;b&gt;" in html


def rows_of(picture):
    return {row[0]: row[1:] for row in picture.table[1:]}


def test_graph_table_has_values_gradients_and_local_derivatives():
    rows = rows_of(draw.graph_picture(worksheet()["J"]))
    assert rows["h1"][:2] == ("0.65", "0.15488")
    assert rows["h4"] == ("1.3047", "0.096456", "z4 (1.3)")


def test_a_sweep_has_a_picture_for_each_node_that_passes_its_adjoint_on():
    header, *rows = draw.sweep_pictures(small_graph()).table
    assert [row[1] for row in rows] == [
        "L starts with 1",
        "L sends 2 to m, 5 to x",
        "m sends 2 to s, 0 to c",
        "s sends 2 to x, 2 to y",
    ]
    sink = small_graph()
    graph.backward(sink)
    right = {f"adjoint of {n.label}": f"{n.grad:g}" for n in graph.topological_order(sink)}
    assert dict(zip(header[2:], rows[-1][2:], strict=True)) == right


def test_the_patterns_hold_for_numbers():
    g, a, b = 3.0, 5.0, 2.0
    for made in (lambda x, y: x + y, lambda x, y: x * y):
        x, y = graph.Node(a, "a"), graph.Node(b, "b")
        node = made(x, y)
        graph.backward(g * node)
        said = next(row for row in draw.local_patterns().table if node.operation in PATTERN[row[0]])
        formulas = [part.partition(": ")[2].replace("·", "*") for part in said[1:]]
        assert [eval(f, {"g": g, "a": a, "b": b}) for f in formulas] == [x.grad, y.grad]


PATTERN = {
    "pattern": "",
    "Add: g passes on": "+",
    "Multiply: the factors swap": "*",
}


def test_the_worksheets_drawing_has_every_edge_of_its_network():
    edges = {(w, a, b) for a, b, w, _ in render_worksheet.EDGES if w}
    nodes = worksheet()
    for weight, start, end in edges:
        inside = graph.topological_order(nodes[end])
        assert any({nodes[weight], nodes[start]} <= set(node.parents) for node in inside)
    assert {w for w, _, _ in edges} == set(bh.worksheet.WEIGHT_NAMES)


def test_a_number_that_is_not_filled_in_is_a_question_mark():
    rows = rows_of(PICTURES["network, filled in"]())
    assert rows["h1"][1:] == ("5", "∂ 0.1") and rows["h4"][1:] == ("?", "-")
    assert rows["w21"][2] == "∂ ?" and rows["w11"][2] == "-"
    assert rows["h1 via h3"][2] == "∂ -2"
    assert "3 of 5 numbers" in PICTURES["network, filled in"]().alt


def test_undrawn_nodes_are_contracted_into_the_edges():
    nodes = worksheet()
    rows = rows_of(draw.graph_picture([nodes[k] for k in ("J", "h1", "w11")]))
    assert list(rows) == ["w11", "h1", "J"]  # in topological order, however they were given
    assert rows["h1"][2] == "w11 (1.5)"
    assert rows["J"][2] == "h1 (0.155)"  # both paths, added


def test_parallel_edges_add_in_the_picture():
    x = graph.Node(3.0, "x")
    picture = draw.graph_picture((x * x).named("y"))
    assert rows_of(picture)["y"][2] == "x (6)"


def test_long_edges_pass_between_the_nodes_of_a_column():
    from backhand.figures.graph_layout import drawn_edges, layered

    x = graph.Node(1.0, "x")
    far = graph.exp(graph.sin(graph.tanh(x))) * x
    nodes = graph.topological_order(far)
    places, routes = layered(nodes, drawn_edges(nodes))
    assert len(set(places.values())) == len(nodes)
    (skipping,) = [route for (a, b), route in routes.items() if a is x and b is far]
    assert len(skipping) == 5
    assert not set(skipping[1:-1]) & set(places.values())


def test_error_picture_says_pass_or_not_yet_by_block():
    picture = draw.error_by_block(
        {"W": (np.ones((2, 2)), np.ones((2, 2))), "b": (np.array([1.0, 2.0]), np.array([1.0, 3.0]))}
    )
    rows = rows_of(picture)
    assert rows["W"][-1] == "pass" and rows["b"][-1] == "not yet"
    assert rows["b"][2] == "[1]"
    assert "b not yet" in picture.alt and "W pass" in picture.alt


def test_an_error_of_the_block_is_shown_only_if_both_of_its_arrays_are_given():
    a, n = np.array([3.0, 0.0]), np.array([3.0, 4.0])
    compared = draw.error_by_block({"a": (a, n)}).table
    assert dict(zip(*compared, strict=True))["error of the block"] == f"{4 / 8:.1e}"
    alone = draw.error_by_block({"a": np.array([0.1, 0.3])}).table
    assert alone[0] == ("block", "shape", "worst entry", "its error", "verdict")
    assert alone[1] == ("a", "(2,)", "[1]", "3.0e-01", "not yet")
    mixed = draw.error_by_block({"a": (a, n), "b": np.zeros(2)}).table
    assert [row[2] for row in mixed[1:]] == ["5.0e-01", "-"]


def test_error_picture_shows_no_expected_number():
    picture = draw.error_by_block({"b": (np.array([0.1]), np.array([0.7654321]))})
    assert "0.765" not in str(picture)


def test_loss_slice_tells_the_promised_slope_and_the_measured_one():
    length = np.linalg.norm(SLOPE)
    right = draw.loss_slice(loss, X0, SLOPE, SLOPE)
    assert f"slope {length:.4g} by the gradient" in right.alt
    assert f"measures {length:.4g}" in right.alt
    wrong = draw.loss_slice(loss, X0, SLOPE, -SLOPE)
    assert f"slope {-length:.4g} by the gradient" in wrong.alt
    assert f"measures {length:.4g}" in wrong.alt


def test_step_sweep_compares_three_methods_over_the_given_steps():
    picture = draw.step_size_sweep(loss, X0, SLOPE, steps=[1e-2, 1e-5, 1e-9])
    assert picture.table[0] == ("step h", "forward", "central", "complex step")
    assert [row[0] for row in picture.table[1:]] == ["1e-02", "1e-05", "1e-09"]
    without = draw.step_size_sweep(loss, X0, SLOPE, steps=[1e-5], complex_too=False)
    assert without.table[0] == ("step h", "forward", "central")


def test_hidden_units_say_whether_they_parted():
    assert "The units differ" in draw.hidden_units(history()).alt
    alike = bh.symmetry.train(
        np.ones((3, 2)), np.ones((1, 3)), np.eye(2), [[0.0], [1.0]], 9, 0.5, "tanh"
    )
    picture = draw.hidden_units(alike, inputs=[1])
    assert "still copies" in picture.alt
    assert picture.table[0][3:] == ("unit 0, input 1", "unit 1, input 1", "unit 2, input 1")


def test_units_are_told_apart_by_line_and_marker_and_not_by_colour_alone():
    lines = draw.hidden_units(history()).figure.axes[0].lines
    assert len({line.get_linestyle() for line in lines}) == len(lines) == 3
    assert len({line.get_marker() for line in lines}) == 3


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: draw.graph_picture([]), "empty list"),
        (lambda: draw.error_by_block({}), "at least one block"),
        (lambda: draw.error_by_block({"b": -np.ones(2)}), "signed differences"),
        (lambda: draw.loss_slice(loss, X0, np.zeros(3), SLOPE), "zero here"),
        (lambda: draw.loss_slice(loss, X0, SLOPE, SLOPE[:2]), "another parameter"),
        (lambda: draw.hidden_units(history(2), inputs=[2]), "from 1"),
    ],
)
def test_mistakes_get_a_line(call, says):
    with pytest.raises(ValueError, match=says):
        call()


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_read_from_json_is_the_same_picture(name):
    picture = PICTURES[name]()
    again = type(picture).from_json(picture.to_json())
    assert again.to_png() == picture.to_png() and str(again) == str(picture)


def test_a_layer_is_told_output_by_output():
    assert draw.layer_picture(3, 2).table[1:] == (
        ("z₁", "z₁ = w₁₁ x₁ + w₁₂ x₂ + w₁₃ x₃ + b₁", "δ₁"),
        ("z₂", "z₂ = w₂₁ x₁ + w₂₂ x₂ + w₂₃ x₃ + b₂", "δ₂"),
    )


def test_each_weight_of_a_layer_stands_in_a_gap_of_its_edge():
    axes = draw.layer_picture(2, 2).figure.axes[0]
    weights = [t.get_position() for t in axes.texts if t.get_text().startswith("w")]
    assert len(weights) == len(axes.lines) == 4  # from the input to the gap
    for line, weight in zip(axes.lines, weights, strict=True):
        start, end = line.get_xydata()
        assert start[0] < end[0] < weight[0]


def test_a_network_is_told_layer_by_layer_and_back():
    layers = {"x": 2, "h": 7, "o": 1}
    picture = draw.network_picture(layers, ["W, tanh", "u"], ["δ₁", "δ₂"], caption="A net")
    assert picture.alt == (
        "Layers of units, from left to right: x with 2 units; by W, tanh to h with 7; "
        "by u to o with 1. Back come δ₂, δ₁."
    )
    assert picture.table[1:] == (
        ("x", "2", "none", "none"),
        ("h", "7", "W, tanh", "δ₁"),
        ("o", "1", "u", "δ₂"),
    )
    drawn = {text.get_text() for text in picture.figure.axes[0].texts}
    assert {"W, tanh", "u", "δ₁", "δ₂"} <= drawn
    circles = [patch for patch in picture.figure.axes[0].patches if hasattr(patch, "radius")]
    assert len(circles) == 2 + 4 + 1  # of the seven hidden units, the first and last two
    assert picture.to_png() == draw.Picture.from_json(picture.to_json()).to_png()


@pytest.mark.parametrize(
    ("layers", "between", "errors"),
    [
        ({"x": 2}, [], []),
        ({"x": 2, "z": 0}, ["W"], []),
        ({"x": 2, "z": 3}, ["W", "V"], []),
        ({"x": 2, "z": 3}, ["W"], ["δ", "more"]),
    ],
)
def test_a_network_whose_names_do_not_fit_is_refused_in_one_line(layers, between, errors):
    with pytest.raises(ValueError, match="^expected [^\n]*$"):
        draw.network_picture(layers, between, errors)


@pytest.mark.parametrize("name", PICTURES)
def test_without_matplotlib_a_picture_is_the_same_text_and_says_what_is_missing(name, monkeypatch):
    with_it = str(PICTURES[name]())
    for module in [m for m in sys.modules if m.partition(".")[0] == "matplotlib"]:
        monkeypatch.setitem(sys.modules, module, None)
    picture = PICTURES[name]()
    assert str(picture) == with_it
    with pytest.raises(ImportError, match="^expected Matplotlib .* got none .*; likely"):
        picture.figure  # noqa: B018
    with pytest.raises(ImportError, match="^expected Matplotlib .* got none .*; likely"):
        picture.to_png()
    shown = picture._repr_mimebundle_()
    assert list(shown) == ["text/plain"]
    assert shown["text/plain"].startswith("(No figure here: ")
    assert shown["text/plain"].endswith(with_it)
