"""Runs before the service starts, every time: so it must not matter how often."""
from store import ask

ask("SETNX", "welcome", "Please sign the book")
