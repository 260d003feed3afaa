"""Figures can be read on a light and on a dark page, at 800 pixels, on any display."""

from __future__ import annotations

import base64
import io
import math

import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.collections import PolyCollection
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

import backhand as bh
from backhand import curves, draw, graph
from backhand.figures import canvas
from backhand.figures.render_errors import colours_of

PAGES = ("#FFFFFF", "#111111")
RNG = np.random.default_rng(2)
SQUARES = (lambda v: (v**2).sum(), np.ones(2), np.ones(2), 2 * np.ones(2))


NODES = bh.worksheet_network(*bh.INSTANCES["generic"])
graph.backward(NODES["J"])


def trained(units=3):
    rng = np.random.default_rng(3)
    W1, W2 = rng.normal(size=(units, 4)), rng.normal(size=(1, units))
    X, Y = rng.normal(size=(6, 4)), rng.uniform(size=(6, 1))
    return bh.symmetry.train(W1, W2, X, Y, 8, 0.5, "sigmoid")


def errors(*shapes):
    return {f"dW{k}": 10.0 ** RNG.uniform(-12, 0, size=shape) for k, shape in enumerate(shapes)}


PICTURES = {
    "graph": draw.graph_picture([NODES[k] for k in ("x1", "x2", "h1", "h2", "J")]),
    "whole graph": draw.graph_picture(NODES["J"]),
    "worksheet": draw.worksheet_graph(),
    "worksheet, filled in": draw.worksheet_graph(
        {n: -0.1234 for n in ("h1", "h2", "h3", "h4", "o", "J")},
        {f"dJ/d{n}": -0.1234 for n in (*bh.worksheet.WEIGHT_NAMES, "h1", "h2", "h3", "h4", "o")},
    ),
    "sweep": draw.sweep_pictures(NODES["z1"]),
    "patterns": draw.local_patterns(),
    "layer": draw.layer_picture(),
    "large layer": draw.layer_picture(4, 3),
    "four blocks": draw.error_by_block(errors((5, 4), 5, (3, 5), 3)),
    "three axes": draw.error_by_block(errors((2, 1, 3))),
    "large": draw.error_by_block(errors((16, 40), 32)),
    "odd": draw.error_by_block(errors((), (0, 3), 0)),
    "modules": draw.modules_picture(["f", "loss"], ["x", "a", "L"], {1: "y"}, ["", "g", ""]),
    "loss": draw.loss_slice(*SQUARES),
    "steps": draw.step_size_sweep(SQUARES[0], np.ones(2), 2 * np.ones(2), [1e-3, 1e-6]),
    "units": draw.hidden_units(trained(7), inputs=range(4)),
    "training": curves.training_curve(
        {"a": [2.0, 0.01], "b": [1.0, 0.5]}, {"a": [0, 1], "b": [0, 1]}
    ),
    "weights": curves.weight_images(RNG.normal(size=(9, 2, 6)), range(9), 10),
    "network": draw.network_picture({"X": 64, "A": 3, "P": 10}, ["W, b", "V, c"], ["Δ", "Γ"]),
    "digits": curves.weight_images(RNG.uniform(size=(10, 64)), range(10), 10),
    "two uses": draw.two_uses(),
    "tied": draw.tied_autoencoder(),
    "unrolled": draw.unrolled(4),
    "recurrent": draw.unrolled(losses="every"),
    "shared matrix": draw.shared_matrix(np.diag([1.0, 2.0, 2.0, 0.5]), [1.0, 2.0]),
    "routes": draw.maximum_routes([2, -4, 6, 1, 5, 3, -1, 0, 4], 3, 2, [7, -3, 2, 5], np.ones(9)),
    "long routes": draw.maximum_routes(RNG.normal(size=14), 4),
    "batch norm": draw.batch_norm_graph(),
    "contributions": draw.contributions({"a": (RNG.normal(size=(4, 2)), np.ones((4, 3)))}),
    "row": draw.row_uses([2, 0, 2, 1, 2, 0, 1, 2], -np.ones((8, 3)), -np.ones((3, 3)), 2),
}


@pytest.fixture(scope="module")
def pages():
    return {name: BeautifulSoup(p.to_html(), "html.parser") for name, p in PICTURES.items()}


def contrast(one, other):
    dark, light = sorted(float(canvas.luminance(canvas.rgb(c))) for c in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("page", PAGES)
def test_every_colour_of_lines_and_text_stands_out_on_both_pages(page):
    best = math.sqrt(contrast(*PAGES))  # no colour has more with both
    assert min(contrast(colour, page) for colour in canvas.COLOURS) >= 0.97 * best > 4.2
    assert canvas.INK in canvas.COLOURS


def test_the_number_in_a_cell_stands_out_from_its_colour():
    shades = canvas.luminance(colours_of(np.logspace(-13, 0.5, 200), 1e-6))
    text = np.where(shades < 0.18, 1.05 / (shades + 0.05), (shades + 0.05) / 0.05)
    assert text.min() >= 4.5


def test_the_tolerance_parts_blue_from_orange():
    red, _, blue = np.moveaxis(colours_of(np.array([0, 1e-7, 1e-6, 1.1e-6, 1e-2, 5]), 1e-6), -1, 0)
    assert list(blue > red) == [True, True, True, False, False, False]


@pytest.mark.parametrize("name", PICTURES)
def test_an_image_is_transparent_and_has_twice_the_pixels_that_it_takes_up(name, pages):
    data = pages[name].img["src"].removeprefix("data:image/png;base64,")
    image = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA")
    assert abs(image.width - 2 * int(pages[name].img["width"])) <= 2
    assert image.getpixel((image.width - 1, 0))[3] == 0
    assert (np.asarray(image)[..., 3] == 0).mean() > 0.15


@pytest.mark.parametrize("name", PICTURES)
def test_an_image_has_narrow_margins(name, pages):
    data = pages[name].img["src"].removeprefix("data:image/png;base64,")
    drawn = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"))[..., 3] > 0
    for axis in (0, 1):
        (used,) = drawn.any(axis=axis).nonzero()
        assert max(used[0], drawn.shape[1 - axis] - 1 - used[-1]) <= 70


@pytest.mark.parametrize("name", PICTURES)
def test_no_text_is_small_or_cut_off(name, pages):
    figure = PICTURES[name].figure
    assert pages[name].figure  # it has been drawn
    width, height = figure.get_size_inches() * figure.dpi
    texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    assert texts and min(text.get_fontsize() for text in texts) >= 8
    # Of ticks outside the plot there are labels, too, which are not drawn.
    ticks = {
        text for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for text in ticks_of(axis)
    }
    for text in set(texts) - ticks:
        box = text.get_window_extent()
        assert box.x0 >= -2 and box.x1 <= width + 2, text.get_text()
        assert box.y0 >= -2 and box.y1 <= height + 2, text.get_text()


@pytest.mark.parametrize("name", PICTURES)
def test_no_text_covers_another_and_all_shapes_are_inside(name, pages):
    figure = PICTURES[name].figure
    assert pages[name].figure  # it has been drawn
    for axes in figure.axes:
        boxes = [text.get_window_extent() for text in axes.texts if text.get_text().strip()]
        for k, one in enumerate(boxes):
            for other in boxes[:k]:
                common = Bbox.intersection(one, other)
                # Marks in neighbouring cells may touch.
                assert common is None or min(common.width, common.height) <= 2
        for shape in (*axes.patches, *axes.lines):
            box = shape.get_window_extent()
            outside = [*(-box.min), *(box.max - figure.get_size_inches() * figure.dpi)]
            assert max(outside) <= 2, shape


def ticks_of(axis):
    return axis.get_ticklabels(which="both")


@pytest.mark.parametrize("name", PICTURES)
def test_a_figure_fits_a_page_of_800_pixels_or_scrolls_before_its_text_is_too_small(name, pages):
    image = pages[name].img
    if name == "whole graph":
        assert int(image["width"]) > 800 and "min-width:0px" not in image["style"]
        assert "overflow-x:auto" in pages[name].figure["style"]
    else:
        assert int(image["width"]) <= 640 and "min-width:0px" in image["style"]
    assert "max-width:100%" in image["style"]


@pytest.mark.parametrize("name", PICTURES)
def test_the_title_stands_above_the_figure_and_the_numbers_are_folded_away(name, pages):
    page, picture = pages[name], PICTURES[name]
    assert page.figure.figcaption.get_text() == page.caption.get_text() == picture.caption
    assert page.table.find_parent("details") and "open" not in page.details.attrs
    assert not page.find(["h1", "h2", "h3", "h4", "h5", "h6", "script", "svg"])


def test_a_title_says_what_is_shown():
    sigmoid = draw.loss_slice(*SQUARES, name="sigmoid")
    assert "sigmoid" in sigmoid.caption and "sigmoid" in sigmoid.alt and "loss" not in str(sigmoid)
    assert sigmoid.figure.axes[0].get_ylabel() == "sigmoid"
    assert "loss" in draw.loss_slice(*SQUARES).caption
    assert curves.training_curve([2.0, 1.0]).caption == "Loss after each epoch"


def test_rows_of_an_array_with_three_axes_are_named_as_in_the_table():
    said = {text.get_text() for text in PICTURES["three axes"].figure.axes[0].texts}
    assert {"0, 0", "1, 0"} <= said


@pytest.mark.parametrize(("name", "edges"), [("graph", 6), ("whole graph", 34)])
def test_arrows_begin_and_end_at_the_borders_of_nodes(name, edges):
    axes = PICTURES[name].figure.axes[0]
    boxes = [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    left = np.array([(b.get_x(), b.get_y() + b.get_height() / 2) for b in boxes])
    right = left + np.array([(b.get_width(), 0) for b in boxes])
    (heads,) = [c for c in axes.collections if isinstance(c, PolyCollection)]
    tips = np.array([path.vertices[0] for path in heads.get_paths()])
    line = axes.lines[0].get_xydata()
    assert len(tips) == edges
    assert (distance(tips, left).min(axis=1) < 1e-9).all()
    assert (distance(line, right) < 1e-9).sum() == edges


def distance(points, others):
    return np.abs(points[:, None] - others).sum(axis=2)
