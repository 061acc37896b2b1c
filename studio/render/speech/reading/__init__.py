"""How a script is said: rules for numbers, dates, addresses and names. What needs one of them loads no other."""
