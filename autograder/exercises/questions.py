"""What the four documents ask, which the course grew from, and the exercises that ask it here."""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    """A question, or a step that a document takes and a reader has to follow.

    Attributes
    ----------
    part : str
        Its place in the document.
    what : str
    asked_in : str
        Exercises, and answers that a person grades, by their ids, separated by spaces.
    """

    part: str
    what: str
    asked_in: str


#: By document, in the order of its parts.
QUESTIONS: dict[str, tuple[Question, ...]] = {
    "Mathematics of neural networks (notes)": (
        Question("§1", "the layer as a matrix display", "small_jacobians"),
        Question("§1", "∂L/∂w entry by entry, then δxᵀ", "derive_weight_gradient weight_gradient"),
        Question("§1", "∂L/∂x, then Wᵀδ", "derive_input_gradient input_gradient"),
        Question("§1", "∂L/∂b, then δ", "derive_bias_gradient layer_gradients batch_gradients"),
        Question("§1", "δ for half the squared error", "squared_error_delta"),
        Question("§1", "what δ is, in words", "what_delta_is explain_delta"),
        Question("§1", "f′(x) = f(x)f(−x) for the sigmoid", "sigmoid_slope log_sigmoid_slope"),
        Question("§1", "δ through the sigmoid", "derive_elementwise_delta sigmoid_delta"),
        Question("§1", "elementwise operations multiply δ", "softmax_delta elementwise_fails"),
        Question("§2", "δ of the first of two layers", "two_linear_layers"),
        Question("§2", "δ of any layer", "derive_hidden_delta linear_chain"),
        Question("§3", "which partials no longer vanish", "nested_path_counts"),
        Question("§3", "Rule 1", "rule_one"),
        Question("§3", "Rule 2", "rule_two"),
        Question("§3", "both rules in one matrix", "nested_partials terms_of_each_entry"),
        Question("§3", "the regrouping, and its printed last line", "printed_line_fails"),
        Question(
            "§3", "∂L/∂w of two uses", "derive_shared_gradient nested_by_hand loss_on_both_uses"
        ),
        Question("§3", "∂L/∂b of two uses", "nested_bias_input"),
        Question(
            "§3",
            "the gradient of reused weights is a sum",
            "derive_sum_over_uses prove_sum_over_uses derive_tied",
        ),
        Question("§4", "the computational graph", "graph_order reverse_sweep graph_gradients"),
    ),
    "Matrix form of backpropagation (a question and its answer)": (
        Question("question", "why the shapes do not line up", "printed_index chain_gradients"),
        Question("question", "∂MSE/∂W of the last layer", "chain_gradients"),
        Question("question", "∂MSE/∂W of any layer", "chain_gradients after_activation"),
        Question("answer", "∂MSE/∂z by differentials", "after_activation"),
        Question("answer", "∂MSE/∂W by differentials", "gradient_from_g derive_from_differentials"),
        Question("answer", "the closed form", "after_activation"),
        Question("answer", "factors moved around an inner product", "moved_factors"),
        Question("answer", "a linear module: hᵀA and AWᵀ", "columns_module other_storage"),
        Question(
            "answer",
            "modules with cached inputs, composed",
            "linear_module sigmoid_and_loss network_by_modules",
        ),
    ),
    "Backpropagation by hand (a worksheet)": (
        Question("one neuron", "what a neuron receives and sends", "one_neuron"),
        Question("one neuron", "gradients that arrive on several paths add", "reverse_sweep"),
        Question("the example", "when to update a weight", "step_in_place nine_new_weights"),
        Question("the example", "no gradients for x₁ and x₂", "sweep_cost"),
        Question("the example", "until the weights stabilise", "stable_weights"),
        Question("two paths", "∂J/∂w₁₁ as a sum over paths", "path_counts path_products"),
        Question("two paths", "the same, factored", "first_weights"),
        Question("step 1", "h₁, h₂, h₃, h₄, o", "worksheet_forward"),
        Question("step 2", "the loss and ∂J/∂o", "worksheet_forward worksheet_backward"),
        Question("step 3, layer 3", "the local derivatives of o", "local_blanks"),
        Question("step 3, layer 3", "∂J/∂h₃, ∂J/∂h₄, ∂J/∂u₁, ∂J/∂u₂", "worksheet_backward"),
        Question("step 3, layer 2", "the local derivatives of h₃ and h₄", "local_blanks"),
        Question("step 3, layer 2", "∂J/∂h₁, ∂J/∂h₂, ∂J/∂v", "worksheet_backward printed_lines"),
        Question("step 3, layer 1", "the local derivatives of h₁ and h₂", "local_blanks"),
        Question(
            "step 3, layer 1", "∂J/∂w", "derive_first_weight worksheet_backward worksheet_gradients"
        ),
        Question("update", "the nine new weights", "nine_new_weights"),
    ),
    "Forward and backward pass, and initialisation (an exercise sheet)": (
        Question("1 (a)", "the diagram", "forward_diagram"),
        Question("1 (a)", "the forward output and the loss", "forward_pass"),
        Question("1 (b)", "parameters, gradients and their shapes", "parameter_shapes"),
        Question("1 (c)", "∇_z ℓ", "one_row"),
        Question("1 (d)", "∇_W ℓ row by row", "derive_weight_rows one_row"),
        Question("1 (d)", "∇_W ℓ stacked", "derive_weight_rows diagonal_view"),
        Question("1 (e)", "∇_h ℓ", "diagonal_view"),
        Question("1 (f)", "∇_V ℓ", "diagonal_view"),
        Question("1 (g)", "what the forward pass already knows", "known_forward"),
        Question("1 (g)", "the main benefit", "main_benefit"),
        Question("1 (h)", "the update", "deep_step"),
        Question("2 (a)", "the hidden values from constant weights", "equal_parts constant_start"),
        Question("2 (b)", "the hidden δ", "derive_equal_deltas constant_start"),
        Question("2 (c)", "the output δ", "output_gaps"),
        Question("2 (d)", "the weights after one step", "symmetric_step"),
        Question(
            "2 (e)", "why the pattern continues", "prove_symmetry which_index_is_free prove_twins"
        ),
        Question(
            "2 (f)",
            "why regression may start from 0",
            "derive_logistic_gradient from_zero_by_hand curvature",
        ),
    ),
}
