"""How a report draws: SVG text by pure functions, charts that several rooms use, the map, drawings that stand alone."""
