"""The equilibrium: short kernels, the joint fixed point, welfare, derivatives (MODEL.md sections 2-5)."""
