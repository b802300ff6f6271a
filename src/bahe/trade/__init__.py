"""The equilibrium: short kernels, the joint fixed point, welfare, derivatives (textbook, chapters 2 to 5)."""
