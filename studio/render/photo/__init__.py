"""Talking photos: one picture of a person, a mascot or an animal, made to speak. No learned models."""
