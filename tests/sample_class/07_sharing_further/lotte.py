# Lotte stopped after part B; what she has is right, but for one counterexample.
# like: asta for convolution, convolution_gradients, strided_gradients, tied_batch, table_gradient
# like: bjarne for kernel_counts, plane_gradients, derive_kernel_gradient, derive_table_gradient
# like: bjarne for table_at_both_ends, count_reads
# like: the-solutions for derive_input_gradient_of_convolution, derive_tied_pair

# %% turned_by_accident
# the gradient of w is the same both ways, too
example = {"w": [1, 2, 2, 1], "x": [1, 1, 1, 1, 1, 1], "delta": [1, 1, 1]}

# %% twice_one_use
looks_right = {"X": [[5, 5.5], [5.5, 5]], "W": [[-2, 2]]}

# %% lost_reads
reads = {"G": [[2, 3], [-2, -3], [1, 1], [1, 1]], "unnoticed": [0, 0, 1, 0], "noticed": [0, 1, 1, 0]}
