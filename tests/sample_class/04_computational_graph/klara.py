# Klara saved outputs that say all is well; four answers are wrong.
# like: jakob
# like: david for one_neuron, worksheet_gradients, step_in_place
# do: outputs reverse_sweep: right. 4 of 4 points.

# %% masked_layer
def masked_layer(V, mask, h, delta):
    return np.outer(delta, h) * mask.T, V @ delta

# %% reverse_sweep
def reverse_sweep(parents, partials):
    grads = np.ones(len(parents))
    for node in reversed(range(len(parents))):
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] += grads[node] * partial
    return grads

# %% graph_gradients
def topological_order(parents, sink):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent in parents[node]:
            visit(parent)
        order.append(node)

    visit(sink)
    return order


def graph_gradients(parents, partials, sink):
    """The adjoint of every node, whatever the nodes' numbers."""
    order = topological_order(parents, sink)
    if order is None:
        return None  # topological_order is not written yet
    grads = [0.0] * len(parents)
    grads[sink] = 1.0
    for node in order:
        for parent, partial in zip(parents[node], partials[node]):
            grads[parent] += grads[node] * partial
    return grads

# %% derive_first_weight
dJ_dw11 = {
    "sum over paths": "dJ_do * (do_dh3 * dh3_dh1 + do_dh4 * dh4_dh1) * dh1_dw11",
    "factored": "dJ_do * (do_dh3 * dh3_dh1 + do_dh4 * dh4_dh1) * dh1_dw11",
    "adjoints of h3 and h4": "(dJ_dh3 * dh3_dh1 + dJ_dh4 * dh4_dh1) * dh1_dw11",
    "adjoint of h1": "dJ_dh1 / dh1_dw11",
}

# %% path_products
def path_products(parents, partials, source):
    def up_to(node):
        if node == source:
            return [1.0]
        edges = dict(zip(parents[node], partials[node]))
        return [d * product for parent, d in edges.items() for product in up_to(parent)]

    return sorted(up_to(len(parents) - 1))
