# Halim got half-way and stopped at the resting point.
# like: einar for single_shapes, zero_partials, local_partials, weight_gradient, input_gradient
# like: einar for squared_error_delta, what_delta_is

# %% derive_weight_gradient
dW_ij = {
    "chain rule": "delta[i] * x[j]",
    "local partials": "delta[i] * x[j]",
    "closed form": "",
    "matrix form": "",
}
