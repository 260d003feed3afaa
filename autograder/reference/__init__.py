"""Backward passes made of rules, each of which a slip can replace."""
