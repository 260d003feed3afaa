# David stopped at the second resting point; what he has is right.
# like: elif for one_neuron, worksheet_forward, local_blanks, printed_lines, nine_zeros
# like: elif for stable_weights, structural_zeros, masked_layer
# like: chiara for worksheet_backward, worksheet_gradients
# like: bruno for nine_new_weights

# %% step_in_place
def step_in_place(w, x, t, rate):
    w, a = np.array(w, dtype=float), [x]
    for w_l in w:
        a.append(np.sin(w_l * a[-1]))
    g = a[-1] - t
    for l in reversed(range(len(w))):
        delta = g * np.cos(w[l] * a[l])
        g, w[l] = delta * w[l], w[l] - rate * delta * a[l]  # both old
    return w
