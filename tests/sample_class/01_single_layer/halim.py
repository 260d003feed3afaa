# Halim got half-way and stopped at the resting point.
# like: einar for single_shapes, small_jacobians, local_partials, weight_gradient
# like: einar for input_gradient, match_shapes, squared_error_delta, weighted_error_delta
# like: einar for what_delta_is

# %% derive_weight_gradient
dW_ij = {
    "chain rule": "delta[i] * x[j]",
    "local partials": "delta[i] * x[j]",
    "closed form": "",
    "matrix form": "",
}
