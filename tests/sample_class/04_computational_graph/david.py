# David stopped at the resting point; what he has is right.
# like: elif for one_neuron, worksheet_forward, output_layer, one_step, nine_zeros, structural_zeros
# like: elif for masked_layer
# like: chiara for worksheet_backward, worksheet_gradients

# %% chain_step
def chain_step(u, v, x, t, rate):
    h = v * x
    delta = (np.sin(u * h) - t) * np.cos(u * h)
    du, dv = delta * h, delta * u * x  # first all gradients
    return u - rate * du, v - rate * dv  # then all updates
