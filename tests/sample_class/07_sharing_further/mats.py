# Mats deleted a check; everything is right.
# like: asta
# like: bjarne for table_at_both_ends, truncated_gradients, flipped_unit
# do: delete truncated_gradients
