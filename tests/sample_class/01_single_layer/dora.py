# Dora deleted a check cell; everything is right.
# like: einar
# do: delete softmax_delta
