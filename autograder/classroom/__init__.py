"""A class on disk: its folder, its gradebook, its records."""
