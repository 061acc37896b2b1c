"""Voices: a script, a recording or silence becomes sound with timed words and phonemes (`studio.render.spoken`)."""
