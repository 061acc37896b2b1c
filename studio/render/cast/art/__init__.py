"""How a presenter is drawn from paths, once; the performer keeps the results as sprites. Units: head height = 100."""
